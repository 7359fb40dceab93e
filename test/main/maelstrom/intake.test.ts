import { describe, expect, test } from 'vitest';
import type { Arrival } from '../../../src/main/counter/arrival.ts';
import { Counters } from '../../../src/main/counters.ts';
import type { CountedChunk, OffThreadDecoder } from '../../../src/main/maelstrom/decoder.ts';
import { Intake } from '../../../src/main/maelstrom/intake.ts';
import { Ledger } from '../../../src/shared/ledger.ts';
import { decodeChunk } from '../../../src/shared/wire/decode-chunk.ts';

/** An intake with one worker, whose chunks come back when the test says so. */
function intakeWithWorker() {
  const ledger = Ledger.create(2);
  const counters = new Counters();
  const counted: (CountedChunk & { readonly arrival: Arrival })[] = [];
  const handedOver: number[] = [];
  const backlog: number[] = [];
  let comeBack: (() => void) | undefined;
  const workers: OffThreadDecoder = {
    ready: 1,
    get room() {
      return comeBack === undefined ? 1 : 0;
    },
    start() {},
    decode(chunk, context, done) {
      const copy = Buffer.from(chunk);
      handedOver.push(copy.length);
      comeBack = () => {
        comeBack = undefined;
        const decoded = decodeChunk(copy, context);
        ledger.step(1, ledger.cell(1), decoded.sum);
        done({ decoded, lane: 1, watermark: ledger.sum(1) }, copy);
      };
    },
  };
  const intake = new Intake({
    ledger,
    workers,
    offloadPolicy: { offloads: true, onRead: () => true },
    counters,
    contextFor: () => ({ nodeId: 'n0', doubtfulBelowId: undefined, requests: 'serve' }),
    addsRoom: () => 1_000_000,
    bytesRoom: () => 2 ** 40,
    sumRoom: () => 2 ** 50,
    onCounted: (chunk, arrival) => counted.push({ ...chunk, arrival }),
    onBacklog: (bytes) => backlog.push(bytes),
  });
  const adds = () => counted.reduce((sum, { decoded }) => sum + decoded.adds, 0);
  const push = (chunk: Buffer, arrival: Arrival) => {
    intake.onRead(chunk.length);
    intake.push(chunk, arrival);
  };
  return { intake, push, ledger, counters, counted, handedOver, backlog, adds, comeBack: () => comeBack?.() };
}

const arrivalAt = (order: number, sinceMs = order): Arrival => ({
  order,
  readMs: order,
  sinceMs,
  previousReadMs: order,
});
const add = (msgId: number) => `{"src":"c1","dest":"n0","body":{"type":"add","delta":1,"msg_id":${msgId}}}\n`;
const chunkOf = (adds: number) => Buffer.from(Array.from({ length: adds }, (_, i) => add(10_000 + i)).join(''));
const reply = '{"src":"seq-kv","dest":"n0","body":{"type":"cas_ok","in_reply_to":77}}\n';

describe('Intake', () => {
  test('a small chunk is decoded at once, a large one by a worker', () => {
    const sut = intakeWithWorker();
    sut.push(chunkOf(3), arrivalAt(1));
    expect(sut.adds()).toBe(3);
    const large = chunkOf(400);
    sut.push(large, arrivalAt(2));
    expect(sut.adds()).toBe(3);
    expect(sut.handedOver).toEqual([large.length]);
    sut.comeBack();
    expect(sut.adds()).toBe(403);
    expect(sut.ledger.sum(1)).toBe(400);
    expect(sut.intake.settled).toBe(true);
  });

  test('what comes in while the worker is busy goes to it together, and is taken for as old as its oldest', () => {
    const sut = intakeWithWorker();
    const chunk = chunkOf(400);
    sut.push(chunk, arrivalAt(1));
    sut.push(chunk, arrivalAt(2, -5));
    // The bytes may be gone when the call returns.
    const lent = Buffer.from(chunk);
    sut.push(lent, arrivalAt(3));
    lent.fill('x');
    sut.comeBack();
    expect(sut.handedOver).toEqual([chunk.length, 2 * chunk.length]);
    expect(sut.backlog.at(-1)).toBe(0);
    sut.comeBack();
    expect(sut.adds()).toBe(1_200);
    expect(sut.counted.at(-1)!.arrival).toEqual({ order: 3, readMs: 3, sinceMs: -5, previousReadMs: 2 });
    expect(sut.intake.settled).toBe(true);
  });

  test('replies of the store wait neither for a worker nor for the adds around them', () => {
    const sut = intakeWithWorker();
    sut.push(chunkOf(400), arrivalAt(1));
    sut.push(
      Buffer.concat([chunkOf(250), Buffer.from(reply), chunkOf(250), Buffer.from(reply), Buffer.from(add(1))]),
      arrivalAt(2),
    );
    const messages = sut.counted.flatMap(({ decoded }) => decoded.messages);
    expect(messages.map(({ src, body }) => [src, body.in_reply_to])).toEqual([
      ['seq-kv', 77],
      ['seq-kv', 77],
    ]);
    expect(sut.adds()).toBe(0);
    sut.comeBack();
    sut.comeBack();
    expect(sut.adds()).toBe(901);
    expect(sut.counted.flatMap(({ decoded }) => decoded.messages)).toHaveLength(2);
  });

  test('when more waits than workers keep up with, the main thread helps', () => {
    const sut = intakeWithWorker();
    const chunk = chunkOf(800);
    for (let i = 1; i <= 20; i += 1) {
      sut.push(chunk, arrivalAt(i));
    }
    expect(sut.handedOver).toHaveLength(1);
    expect(sut.backlog.at(-1)).toBeLessThan(2 * 256 * 1024);
    const here = sut.adds();
    expect(here).toBeGreaterThan(800);
    expect(sut.ledger.sum(0)).toBe(here);
    while (!sut.intake.settled) {
      sut.comeBack();
    }
    expect(sut.adds()).toBe(16_000);
    expect(sut.ledger.total()).toBe(16_000);
  });

  test('a chunk does not pass those that wait', () => {
    const sut = intakeWithWorker();
    sut.push(chunkOf(400), arrivalAt(1));
    sut.push(chunkOf(400), arrivalAt(2));
    sut.push(Buffer.from(add(1)), arrivalAt(3));
    expect(sut.adds()).toBe(0);
    sut.comeBack();
    sut.comeBack();
    expect(sut.adds()).toBe(801);
  });
});
