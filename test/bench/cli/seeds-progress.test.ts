import { expect, test } from 'vitest';
import { SeedsProgress } from '../../../bench/cli/seeds-progress.ts';

test('tells runs, speed and failures, and at the end in how many real time had a say', () => {
  let nowMs = 0;
  let written = '';
  const progress = new SeedsProgress({ write: (text) => (written += text) }, () => nowMs, 3);
  const result = { seed: 1, exitCode: 0, operations: 50, messages: 200, deterministic: true };
  nowMs = 2_000;
  progress.done(result);
  progress.done({ ...result, exitCode: 1, deterministic: false });
  expect(written).toBe('');
  nowMs = 6_000;
  progress.done(result);
  progress.end();
  expect(written).toBe(
    '3 of 3 runs, 0.5 runs/s, 150 operations, 1 failed\n'.repeat(2) +
      'In 1 of them real time had a say: their replays may differ\n',
  );
});
