import { describe, expect, test } from 'vitest';
import { arrivalAt, intakeWithWorker } from './intake-with-worker.ts';

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

/** Adds that take exactly so many bytes. */
function chunkOfBytes(bytes: number, delta = 1): Buffer {
  const line = (pad: number) =>
    `{"src":"c1","dest":"n0","body":{"type":"add","delta":${delta},"msg_id":1}}${' '.repeat(pad)}\n`;
  const count = Math.floor(bytes / line(0).length);
  return Buffer.from(line(0).repeat(count - 1) + line(bytes - count * line(0).length));
}
const kib = 1024;
/** The largest sum of a chunk that a worker may take in; see `Intake`. */
const sumPerOffloadMax = 2 ** 40;

describe('Intake, where a chunk is decoded', () => {
  test.each([
    [16 * kib - 1, 'here'],
    [16 * kib, 'worker'],
    [256 * kib, 'worker'],
    [256 * kib + 1, 'here'],
  ])('one of %d bytes: %s', (bytes, where) => {
    const sut = intakeWithWorker();
    sut.push(chunkOfBytes(bytes), arrivalAt(1));
    expect(sut.handedOver).toEqual(where === 'worker' ? [bytes] : []);
    expect([sut.counters.chunksInline, sut.counters.chunksOnWorkers]).toEqual(where === 'worker' ? [0, 1] : [1, 0]);
    expect([sut.intake.busy, sut.intake.settled]).toEqual([where === 'worker', where !== 'worker']);
  });

  test('here, without workers, while none is ready, and while the policy says so', () => {
    const none = intakeWithWorker({ workers: undefined });
    none.push(chunkOf(400), arrivalAt(1));
    const starting = intakeWithWorker();
    starting.workers.ready = 0;
    starting.push(chunkOf(400), arrivalAt(1));
    const unwanted = intakeWithWorker({ offloadPolicy: { offloads: false, onRead: () => false } });
    unwanted.push(chunkOf(400), arrivalAt(1));
    for (const sut of [none, starting, unwanted]) {
      expect([sut.adds(), sut.handedOver.length, sut.intake.settled]).toEqual([400, 0, true]);
    }
    expect([none.starts(), starting.starts(), unwanted.starts()]).toEqual([0, 1, 0]);
  });

  test('here, when the room for its sum is less than what a worker may take in', () => {
    let sumRoom = sumPerOffloadMax - 1;
    const sut = intakeWithWorker({ sumRoom: () => sumRoom }, 2);
    sut.push(chunkOf(400), arrivalAt(1));
    expect([sut.handedOver.length, sut.adds()]).toEqual([0, 400]);
    sumRoom = 2 * sumPerOffloadMax - 1;
    sut.push(chunkOf(400), arrivalAt(2));
    expect(sut.handedOver).toHaveLength(1);
    // What is out may turn out to hold as much as it may.
    sut.push(chunkOf(400), arrivalAt(3));
    expect([sut.handedOver.length, sut.adds()]).toEqual([1, 800]);
    sumRoom = 2 * sumPerOffloadMax;
    sut.push(chunkOf(400), arrivalAt(4));
    expect(sut.handedOver).toHaveLength(2);
  });

  test('here, once 256 KiB wait for workers that have no room', () => {
    const sut = intakeWithWorker();
    sut.push(chunkOf(400), arrivalAt(1));
    sut.push(chunkOfBytes(128 * kib), arrivalAt(2));
    sut.push(chunkOfBytes(128 * kib - 1), arrivalAt(3));
    sut.push(chunkOfBytes(16 * kib), arrivalAt(4));
    expect(sut.backlog.at(-1)).toBe(272 * kib - 1);
    expect(sut.counters.chunksInline).toBe(0);
    sut.push(chunkOfBytes(16 * kib), arrivalAt(5));
    expect(sut.counters.chunksInline).toBe(1);

    const full = intakeWithWorker();
    full.push(chunkOf(400), arrivalAt(1));
    full.push(chunkOfBytes(256 * kib), arrivalAt(2));
    full.push(chunkOfBytes(100), arrivalAt(3));
    expect([full.counters.chunksInline, full.backlog.at(-1)]).toEqual([1, 256 * kib]);
  });
});

describe('Intake, the room of a chunk', () => {
  test('on a worker: for what its bytes may hold, as far as the others leave it', () => {
    const room = { adds: 1_000, bytes: 60_000 };
    const sut = intakeWithWorker({ addsRoom: () => room.adds, bytesRoom: () => room.bytes }, 3);
    const bytes = 20_000;
    sut.push(chunkOfBytes(bytes), arrivalAt(1));
    sut.push(chunkOfBytes(bytes), arrivalAt(2));
    sut.push(chunkOfBytes(bytes), arrivalAt(3));
    const adds = Math.ceil(bytes / 54);
    expect(sut.contexts.map(({ addsMax, bytesMax }) => [addsMax, bytesMax])).toEqual([
      [adds, 40_000],
      [adds, 20_000],
      [1_000 - 2 * adds, 0],
    ]);
    expect(sut.contexts.map(({ sumMax, sumMaxIsExact }) => [sumMax, sumMaxIsExact])).toEqual(
      new Array(3).fill([sumPerOffloadMax, false]),
    );
    // What came back is counted elsewhere.
    sut.comeBack();
    sut.comeBack();
    sut.comeBack();
    sut.push(chunkOfBytes(bytes), arrivalAt(4));
    expect(sut.contexts.at(-1)).toMatchObject({ addsMax: adds, bytesMax: 40_000 });
    room.adds = -5;
    room.bytes = -5;
    sut.push(chunkOfBytes(bytes), arrivalAt(5));
    expect(sut.contexts.at(-1)).toMatchObject({ addsMax: 0, bytesMax: 0 });
  });

  test('here: what those on workers may hold at most is left for them', () => {
    let addsRoom = 400;
    const sut = intakeWithWorker({ addsRoom: () => addsRoom });
    sut.push(chunkOfBytes(54 * 390), arrivalAt(1));
    sut.push(chunkOf(11), arrivalAt(2));
    const { adds, errorCount } = sut.counted[0]!.decoded;
    expect([adds, errorCount]).toEqual([10, 1]);
    sut.comeBack();
    addsRoom = 5;
    sut.push(chunkOf(11), arrivalAt(3));
    expect(sut.counted.at(-1)!.decoded.adds).toBe(5);
  });
});

describe('Intake, a chunk whose sum is too large for a worker', () => {
  const large = chunkOfBytes(16 * kib, sumPerOffloadMax);

  test('waits until nothing else is out, and so do all after it; then it is counted here', () => {
    const sut = intakeWithWorker({ sumRoom: () => 2 ** 52 }, 2);
    sut.push(large, arrivalAt(1));
    sut.push(chunkOf(400), arrivalAt(2));
    sut.comeBack();
    expect(sut.adds()).toBe(0);
    expect([sut.intake.busy, sut.intake.settled]).toEqual([true, false]);
    // There is room on the worker, and much waits: neither helps.
    sut.push(chunkOf(1), arrivalAt(3));
    sut.push(chunkOfBytes(250 * kib), arrivalAt(4));
    sut.push(chunkOfBytes(250 * kib), arrivalAt(5));
    sut.push(chunkOf(2), arrivalAt(6));
    expect(sut.adds()).toBe(0);
    expect(sut.handedOver).toHaveLength(2);
    sut.comeBack();
    expect(sut.counted[0]).toMatchObject({ lane: 1, arrival: { order: 2 } });
    expect(sut.counted[1]).toMatchObject({ lane: 0, arrival: { order: 1 } });
    expect(sut.counted[1]!.decoded.sum).toBe(sut.counted[1]!.decoded.adds * sumPerOffloadMax);
    while (!sut.intake.settled) {
      sut.comeBack();
    }
    expect(sut.counted.slice(2).map(({ arrival }) => arrival.order)).not.toContain(1);
    expect(sut.backlog.at(-1)).toBe(0);
  });

  test('what comes in while the last of the others is settled waits behind it', () => {
    const settled: number[] = [];
    const sut = intakeWithWorker(
      {
        sumRoom: () => 2 ** 52,
        onCounted: (_, arrival) => {
          settled.push(arrival.order);
          if (arrival.order === 2) {
            sut.push(chunkOf(1), arrivalAt(3));
          }
        },
      },
      2,
    );
    sut.push(large, arrivalAt(1));
    sut.push(chunkOf(400), arrivalAt(2));
    sut.comeBack();
    expect(settled).toEqual([]);
    sut.comeBack();
    expect(settled).toEqual([2, 1, 3]);
  });

  test('here, too, waits for the exact room while something is out', () => {
    const sut = intakeWithWorker({ sumRoom: () => sumPerOffloadMax + 10 });
    sut.push(chunkOf(400), arrivalAt(1));
    sut.push(chunkOfBytes(200, 100), arrivalAt(2));
    expect([sut.counted.length, sut.intake.settled]).toEqual([0, false]);
    sut.comeBack();
    expect(sut.counted.map(({ lane, decoded }) => [lane, decoded.sum])).toEqual([
      [1, 400],
      [0, 200],
    ]);
    expect(sut.intake.settled).toBe(true);
  });
});

test('a reply at the end of the input, without its newline, is one', () => {
  const sut = intakeWithWorker();
  sut.push(Buffer.concat([chunkOf(400), Buffer.from(reply.trimEnd())]), arrivalAt(1));
  expect(sut.counted.flatMap(({ decoded }) => decoded.messages)).toHaveLength(1);
  expect(sut.handedOver).toEqual([chunkOf(400).length]);
});

test('of a chunk of nothing but replies, nothing is left to wait', () => {
  const sut = intakeWithWorker();
  sut.push(Buffer.from(reply.repeat(400)), arrivalAt(1));
  expect([sut.counted.length, sut.handedOver.length, sut.backlog.length]).toEqual([400, 0, 0]);
  expect(sut.intake.settled).toBe(true);
});
