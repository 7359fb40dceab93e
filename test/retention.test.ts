import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { Arrival } from '../src/main/counter/arrival.ts';
import { HeldAdds } from '../src/main/counter/held-adds.ts';
import { HeldReads } from '../src/main/counter/held-reads.ts';
import { Counters } from '../src/main/counters.ts';
import type { OffThreadDecoder } from '../src/main/maelstrom/decoder.ts';
import { Intake } from '../src/main/maelstrom/intake.ts';
import { Ledger } from '../src/shared/ledger.ts';
import { decodeChunk } from '../src/shared/wire/decode-chunk.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const arrivalAt = (order: number): Arrival => ({ order, readMs: order, sinceMs: order, previousReadMs: order });

/** Hands over so many things, each after the one before was given out but for a few that wait. */
async function leftAlive(steps: number, step: (i: number, hold: <T extends object>(thing: T) => T) => void) {
  const refs: WeakRef<object>[] = [];
  for (let i = 0; i < steps; i += 1) {
    step(i, (thing) => {
      refs.push(new WeakRef(thing));
      return thing;
    });
  }
  // What a WeakRef was made of stays alive until the present job is done.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  return refs.filter((ref) => ref.deref() !== undefined).length;
}

/** Things that wait all the time; a queue may keep a few places more. */
const waiting = 5;
const steps = 1_000;

describe('a queue that is never empty keeps nothing of what it gave out', () => {
  test('HeldAdds, committed and expired', async () => {
    const held = new HeldAdds(2);
    const alive = await leftAlive(steps, (i, hold) => {
      const lane = i % 2;
      held.hold(lane, { acks: hold(new Uint8Array(8)), adds: 1, watermark: i, arrival: arrivalAt(i) });
      if (i % 4 < 2) {
        held.takeCommitted([i - 2 * waiting, i - 2 * waiting]);
      } else {
        held.takeOlderThan(i - waiting);
      }
    });
    expect(held.count).toBeGreaterThan(0);
    expect(alive).toBeLessThanOrEqual(held.count);
  });

  test('HeldReads, served and expired', async () => {
    const held = new HeldReads(0);
    const alive = await leftAlive(steps, (i, hold) => {
      held.hold(hold({ dests: ['"c1"'], msgIds: [i], arrival: arrivalAt(i) }));
      if (i % 2 === 0) {
        held.takeServed({ order: i - waiting, ms: Number.NEGATIVE_INFINITY });
      } else {
        held.takeOlderThan(i - waiting);
      }
    });
    expect(held.count).toBeGreaterThan(0);
    expect(alive).toBeLessThanOrEqual(held.count);
  });

  test('Intake, behind a worker that is always busy', async () => {
    const ledger = Ledger.create(2);
    let comeBack: (() => void) | undefined;
    const workers: OffThreadDecoder = {
      ready: 1,
      get room() {
        return comeBack === undefined ? 1 : 0;
      },
      start() {},
      decode(chunk, context, done) {
        const copy = Buffer.from(chunk);
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
      counters: new Counters(),
      contextFor: () => ({ nodeId: 'n0', doubtfulBelowId: undefined, requests: 'serve' }),
      addsRoom: () => 1_000_000,
      bytesRoom: () => 2 ** 40,
      sumRoom: () => 2 ** 50,
      onCounted: () => {},
      onBacklog: () => {},
    });
    const line = '{"src":"c1","dest":"n0","body":{"type":"add","delta":1,"msg_id":1}}\n';
    // More than half of what goes to a worker at a time: each waits for itself.
    const chunk = Buffer.from(line.repeat(2_000));
    const alive = await leftAlive(200, (i, hold) => {
      intake.push(chunk, hold(arrivalAt(i)));
      if (i > 1) {
        comeBack?.();
      }
    });
    expect(intake.settled).toBe(false);
    expect(alive).toBeLessThan(8);
  });
});
