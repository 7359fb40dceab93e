import { describe, expect, test } from 'vitest';
import type { Look } from '../../../bench/lockstep/process-files.ts';
import { Rest } from '../../../bench/lockstep/rest.ts';

const asleep = (progress: string, posture = 'read'): Look => ({
  isAsleep: true,
  progress,
  posture,
  running: undefined,
});
const awake: Look = { isAsleep: false, progress: '', posture: '', running: 'node (thread 7)' };

/** What it says to looks a tenth of a millisecond apart. */
const seen = (rest: Rest, looks: readonly Look[], fromMs = 0) =>
  looks.map((look, at) => rest.see(look, fromMs + at / 10));

const times = <T>(count: number, value: T) => Array.from({ length: count }, () => value);

/** A node whose usual posture is known. */
function acquainted(posture = 'read'): Rest {
  const rest = new Rest();
  rest.see(asleep('1', posture), 0);
  expect(rest.see(asleep('1', posture), 10)).toBe(true);
  rest.disturb();
  return rest;
}

describe('Rest', () => {
  test('a posture seen for the first time must last 1.5 ms', () => {
    expect(seen(new Rest(), times(17, asleep('1'))).indexOf(true)).toBe(15);
  });

  test('one that has lasted before is believed at the second look', () => {
    expect(seen(acquainted(), times(3, asleep('2')), 20)).toEqual([false, true, true]);
  });

  test('a look alone is never enough, nor one of before it was disturbed', () => {
    const rest = acquainted();
    expect(rest.see(asleep('2'), 20)).toBe(false);
    rest.disturb();
    expect(rest.see(asleep('2'), 21)).toBe(false);
    expect(rest.see(asleep('2'), 22)).toBe(true);
  });

  test('a thread that runs, or ran between two looks, is no rest', () => {
    const looks = [asleep('2'), awake, asleep('3'), asleep('4'), asleep('4')];
    expect(seen(acquainted(), looks, 20)).toEqual([false, false, false, false, true]);
  });

  test('another posture between two looks is no rest', () => {
    const looks = [asleep('2'), asleep('2', 'wait4'), asleep('2'), asleep('2')];
    expect(seen(acquainted(), looks, 20)).toEqual([false, false, false, true]);
  });

  test('after it was wrong, a posture must last again', () => {
    const rest = acquainted();
    rest.wasWrong();
    expect(seen(rest, times(17, asleep('2')), 20).indexOf(true)).toBe(15);
  });
});
