import { expect, test } from 'vitest';
import { Backoff } from '../../../src/main/store/backoff.ts';

/** A backoff whose random number is always the same, and its pauses, in milliseconds. */
function withRandom(random: number) {
  const pauses: number[] = [];
  const backoff = new Backoff({
    nowMs: () => 0,
    after: (delayMs) => {
      pauses.push(delayMs);
      return { cancel: () => {} };
    },
    random: () => random,
  });
  const fail = (times: number) => {
    for (let time = 0; time < times; time += 1) {
      backoff.retry(() => {});
    }
  };
  return { backoff, pauses, fail };
}

test.each([
  [0, [5, 10, 20, 40, 80, 160, 320, 500, 500]],
  [0.5, [7.5, 15, 30, 60, 120, 240, 480, 750, 750]],
])('pauses double up to a cap, and half of each is random: %d', (random, expected) => {
  const { pauses, fail } = withRandom(random);
  fail(expected.length);
  expect(pauses).toEqual(expected);
});

test('after an answer the next pause is the shortest again', () => {
  const { backoff, pauses, fail } = withRandom(0);
  fail(4);
  backoff.reset();
  fail(1);
  expect(pauses).toEqual([5, 10, 20, 40, 5]);
});
