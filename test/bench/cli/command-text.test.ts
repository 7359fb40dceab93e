import { expect, test } from 'vitest';
import { commandText } from '../../../bench/cli/command-text.ts';

test.each([
  [[], 'sluice test --seed 7'],
  [['--rate', '5'], 'sluice test --seed 7 --rate 5'],
  [['--seed', '7', '--rate', '5'], 'sluice test --seed 7 --rate 5'],
  [['--seed=7'], 'sluice test --seed=7'],
  [['--rate', '5', '--', '--seed', '9'], 'sluice test --seed 7 --rate 5 -- --seed 9'],
  [['--bin', "it's here/x"], "sluice test --seed 7 --bin 'it'\\''s here/x'"],
  [['--', '$HOME', ''], "sluice test --seed 7 -- '$HOME' ''"],
])('%j is repeated by %s', (args, expected) => {
  expect(commandText(args, 7, 'test')).toBe(expected);
});
