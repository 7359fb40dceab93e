import { expect, test } from 'vitest';
import { closestName } from '../../../src/main/flags/closest-name.ts';

test.each([
  ['rat', 'rate'],
  ['ratee', 'rate'],
  ['arte', 'rate'],
  ['rite', 'rate'],
  ['nemsis-intreval', 'nemesis-interval'],
  ['rate', undefined],
  ['run', undefined],
  ['nonsense', undefined],
  ['', undefined],
])("'%s' may be meant for %s", (word, meant) => {
  expect(closestName(word, ['rate', 'nemesis', 'nemesis-interval'])).toBe(meant);
});

test('the closest of several, and of equals the first', () => {
  expect(closestName('cas-lop', ['cas', 'cas-loops', 'cas-loop'])).toBe('cas-loop');
  expect(closestName('bat', ['cat', 'hat'])).toBe('cat');
});
