import { expect, test } from 'vitest';
import { InOrder } from '../../bench/in-order.ts';

test('hands on in order, each when all before it are there', () => {
  const handed: string[] = [];
  const ordered = new InOrder<string>((result) => handed.push(result));
  const after = (index: number, result: string) => {
    ordered.add(index, result);
    return [handed.join(''), ordered.leading];
  };
  expect(after(1, 'b')).toEqual(['', 0]);
  expect(after(0, 'a')).toEqual(['ab', 2]);
  expect(after(3, 'd')).toEqual(['ab', 2]);
  expect(after(4, 'e')).toEqual(['ab', 2]);
  expect(after(2, 'c')).toEqual(['abcde', 5]);
});

test('what is left behind gaps is handed on in order, once', () => {
  const handed: string[] = [];
  const ordered = new InOrder<string>((result) => handed.push(result));
  ordered.add(10, 'k');
  ordered.add(9, 'j');
  ordered.add(0, 'a');
  ordered.addRest();
  ordered.addRest();
  expect(handed.join('')).toBe('ajk');
  expect(ordered.leading).toBe(1);
});
