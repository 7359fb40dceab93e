import { expect, test } from 'vitest';
import { Interruptions } from '../../../bench/cli/interruption.ts';

test('the first signal ends the run, its echo nothing, a later one the workbench', () => {
  let nowMs = 5_000;
  const interruptions = new Interruptions(() => nowMs);
  const after = (ms: number) => {
    nowMs += ms;
    return interruptions.signal();
  };
  expect(after(0)).toBe('end the run');
  expect(after(1)).toBe('nothing');
  expect(after(298)).toBe('nothing');
  expect(after(1)).toBe('exit at once');
});
