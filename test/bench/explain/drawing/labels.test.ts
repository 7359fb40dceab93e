import { expect, test } from 'vitest';
import { shortValue, storeRequestLabel } from '../../../../bench/explain/drawing/labels.ts';

const life = 4_503_599_627_370_496;

test('of a random number only the end is shown, inside a value as well', () => {
  expect(shortValue(life)).toBe('#0496');
  expect(shortValue({ total: 12, life })).toBe('total:12, life:#0496');
  expect(shortValue({ v: 7, slots: { n0: [12, life] } })).toBe('v:7, slots:n0:[12, #0496]');
});

test('a compare-and-set shows both totals', () => {
  const body = { type: 'cas', key: 'total/n0', from: { total: 12, life }, to: { total: 15, life } };
  expect(storeRequestLabel(body)).toBe('cas total/n0 total:12, life:#0496→total:15, life:#0496');
});
