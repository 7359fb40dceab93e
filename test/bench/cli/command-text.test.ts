import { expect, test } from 'vitest';
import { commandText } from '../../../bench/cli/command-text.ts';

test.each([
  [[], 'npm start -- --seed 7'],
  [['--rate', '5'], 'npm start -- --seed 7 --rate 5'],
  [['--seed', '7', '--rate', '5'], 'npm start -- --seed 7 --rate 5'],
  [['--seed=7'], 'npm start -- --seed=7'],
  [['--rate', '5', '--', '--seed', '9'], 'npm start -- --seed 7 --rate 5 -- --seed 9'],
  [['--bin', "it's here/x"], "npm start -- --seed 7 --bin 'it'\\''s here/x'"],
  [['--', '$HOME', ''], "npm start -- --seed 7 -- '$HOME' ''"],
])('%j is repeated by %s', (args, expected) => {
  expect(commandText(args, 7)).toBe(expected);
});
