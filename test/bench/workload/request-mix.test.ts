import { describe, expect, test } from 'vitest';
import { stream } from '../../../bench/random.ts';
import { drawRequest, requestBody } from '../../../bench/workload/request-mix.ts';

const drawn = (workload: 'g-counter' | 'pn-counter' | 'echo') => {
  const random = stream(1, workload);
  return Array.from({ length: 30_000 }, () => drawRequest(workload, random));
};

describe('request mix', () => {
  test('g-counter: a third adds of 0 to 4, each as often, two thirds reads', () => {
    const requests = drawn('g-counter');
    const adds = requests.filter(({ f }) => f === 'add');
    expect(adds.length / requests.length).toBeCloseTo(1 / 3, 2);
    for (let delta = 0; delta <= 4; delta += 1) {
      expect(adds.filter(({ value }) => value === delta).length / adds.length).toBeCloseTo(0.2, 1);
    }
    expect(adds.every(({ value }) => value !== null && value >= 0 && value <= 4)).toBe(true);
  });

  test('pn-counter: half adds of −5 to 4, half reads', () => {
    const requests = drawn('pn-counter');
    const adds = requests.filter(({ f }) => f === 'add');
    expect(adds.length / requests.length).toBeCloseTo(0.5, 1);
    expect([...new Set(adds.map(({ value }) => value as number))].sort((left, right) => left - right)).toEqual([
      -5, -4, -3, -2, -1, 0, 1, 2, 3, 4,
    ]);
  });

  test('echo: 128 texts', () => {
    expect(new Set(drawn('echo').map(({ echo }) => echo)).size).toBe(128);
  });

  test('bodies are as Maelstrom writes them', () => {
    expect(requestBody({ f: 'add', value: 0 }, 1)).toBe('{"delta":0,"type":"add","msg_id":1}');
    expect(requestBody({ f: 'read', value: null }, 2)).toBe('{"type":"read","msg_id":2}');
    expect(requestBody({ f: 'echo', value: null, echo: 'Please echo 5' }, 3)).toBe(
      '{"echo":"Please echo 5","type":"echo","msg_id":3}',
    );
  });
});
