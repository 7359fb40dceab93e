import { describe, expect, test } from 'vitest';
import { HeldAdds } from '../src/main/counter/held-adds.ts';
import { HeldReads } from '../src/main/counter/held-reads.ts';
import { collectGarbage } from './garbage.ts';
import { arrivalAt, intakeWithWorker } from './main/maelstrom/intake-with-worker.ts';

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
    const { intake, push, comeBack } = intakeWithWorker({ onCounted: () => {} });
    const line = '{"src":"c1","dest":"n0","body":{"type":"add","delta":1,"msg_id":1}}\n';
    // More than half of what goes to a worker at a time: each waits for itself.
    const chunk = Buffer.from(line.repeat(2_000));
    const alive = await leftAlive(200, (i, hold) => {
      push(chunk, hold(arrivalAt(i)));
      if (i > 1) {
        comeBack();
      }
    });
    expect(intake.settled).toBe(false);
    expect(alive).toBeLessThan(8);
  });
});
