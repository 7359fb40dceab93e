import { describe, expect, test } from 'vitest';
import { VirtualTime } from '../../../bench/virtual-time.ts';
import type { Arrival } from '../../../src/main/counter/arrival.ts';
import { Counters } from '../../../src/main/counters.ts';
import { EarlierLife } from '../../../src/main/maelstrom/earlier-life.ts';
import { Skips } from '../../../src/main/maelstrom/skips.ts';

function start(initId: number | undefined) {
  const time = new VirtualTime(() => 0);
  const counters = new Counters();
  const logged: string[] = [];
  const served: string[] = [];
  const earlierLife = new EarlierLife({
    environment: time.environment(() => 0),
    skips: new Skips(counters, (event) => logged.push(event)),
    initId,
    onRequest: (line, { order }) => served.push(`${line} at ${order}`),
  });
  const take = (...ids: number[]) => earlierLife.take(ids.map(request), false, arrivalAt(time.nowMs()));
  return { time, counters, logged, served, earlierLife, take };
}

const request = (id: number) => ({ id, line: new TextEncoder().encode(`line ${id}`) });
const arrivalAt = (order: number): Arrival => ({ order, readMs: order, sinceMs: order, previousReadMs: order });

describe('EarlierLife', () => {
  test('requests whose ids rise, below that of init, are ignored, and the log says so once', () => {
    const sut = start(100);
    expect(sut.earlierLife.doubtfulBelowId).toBe(100);
    sut.take(90, 91);
    sut.time.pass(500);
    sut.take(95);
    sut.time.pass(2_000);
    expect(sut.served).toEqual([]);
    expect(sut.counters.skipped).toEqual({ 'sent to an earlier life': 3 });
    expect(sut.logged).toEqual(['skipped: sent to an earlier life']);
    expect(sut.earlierLife.doubtfulBelowId).toBeUndefined();
  });

  test.each([
    ['fall', [90, 91, 20]],
    ['come again', [7, 7]],
  ])('ids that %s are not of one sequence: all is served, with the time of its arrival', (_, ids) => {
    const sut = start(100);
    sut.time.pass(3);
    sut.take(...ids);
    expect(sut.served).toEqual(ids.map((id) => `line ${id} at 3`));
    expect(sut.earlierLife.doubtfulBelowId).toBeUndefined();
    sut.time.pass(5_000);
    expect(sut.counters.skipped).toEqual({});
  });

  test('so does a request without an id', () => {
    const sut = start(100);
    sut.take(3);
    sut.earlierLife.take([], true, arrivalAt(1));
    expect(sut.served).toEqual(['line 3 at 0']);
  });

  test('so do more requests than Maelstrom keeps', () => {
    const sut = start(1_000_000);
    sut.take(...Array.from({ length: 1_025 }, (_, i) => i));
    expect(sut.served).toHaveLength(1_025);
  });

  test('what comes back from a worker after the verdict gets the same one', () => {
    const ignoring = start(100);
    ignoring.time.pass(3_000);
    ignoring.take(5);
    expect(ignoring.counters.skipped).toEqual({ 'sent to an earlier life': 1 });
    const serving = start(100);
    serving.take(9, 8);
    serving.take(5);
    expect(serving.served.at(-1)).toBe('line 5 at 0');
  });

  test('a node that was stopped meanwhile still finds what was queued in its pipe', () => {
    const sut = start(100);
    sut.time.pass(500);
    sut.time.freeze(30_000);
    sut.time.pass(0);
    expect(sut.earlierLife.doubtfulBelowId).toBe(100);
  });

  test('where init has no id, nothing is in doubt', () => {
    expect(start(undefined).earlierLife.doubtfulBelowId).toBeUndefined();
  });
});
