import { describe, expect, test } from 'vitest';
import { keyValue } from '../../../../bench/services/key-value.ts';
import { ringSize, sequential } from '../../../../bench/services/sequential.ts';
import { legalOrder } from './legal.ts';
import { play } from './programs.ts';

/** A client writes 1, 2, 3 … to `x`; then another, which never asked before, reads it 8 times. */
function readerBehind(states: number, storeSeed: number) {
  const writes = Array.from({ length: states }, (_, index) => ({
    src: 'writer',
    body: { type: 'write', key: 'x', value: index + 1 },
  }));
  const reads = Array.from({ length: 8 }, () => ({ src: 'reader', body: { type: 'read', key: 'x' } }));
  const history = play(sequential(keyValue), { requests: [...writes, ...reads], storeSeed });
  // A key that isn't there yet is older than any value.
  const values = history.slice(states).map(({ reply }) => Number(reply?.value ?? 0));
  const goesBack = values.some((value, index) => index > 0 && value < values[index - 1]!);
  return { goesBack, legal: legalOrder(history, 'sequential') !== undefined };
}

const seeds = Array.from({ length: 100 }, (_, seed) => seed);

describe('seq-kv as it is', () => {
  test('is sequential for a client that is less than 32 states behind', () => {
    for (const seed of seeds) {
      expect({ seed, ...readerBehind(ringSize - 1, seed) }).toEqual({ seed, goesBack: false, legal: true });
    }
  });

  test.each([40, 100])('is not even that for a client %i states behind', (states) => {
    const runs = seeds.map((seed) => readerBehind(states, seed));
    expect(runs.filter(({ legal }) => !legal).length).toBeGreaterThan(10);
    for (const { goesBack, legal } of runs) {
      expect(legal).toBe(!goesBack);
    }
  });
});
