import { expect, test } from 'vitest';
import { tickText } from '../../../bench/report/browser/quantity-text.ts';

test.each([
  [1_000, ['0 s', '1 s', '2 s', '3 s']],
  [2_500, ['0.0 s', '2.5 s', '5.0 s', '7.5 s']],
  [250, ['0.00 s', '0.25 s', '0.50 s', '0.75 s']],
  [100, ['0.0 s', '0.1 s', '0.2 s', '0.3 s']],
  [25_000, ['0 s', '25 s', '50 s', '75 s']],
  [2, ['0.000 s', '0.002 s', '0.004 s', '0.006 s']],
])('ticks every %i ms are told as they are', (step, texts) => {
  expect([0, 1, 2, 3].map((tick) => tickText(tick * step, step))).toEqual(texts);
});
