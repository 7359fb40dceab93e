import { expect, test } from 'vitest';
import { scopes } from '../../../bench/benchmarks/scopes.ts';
import { bench } from '../../../bench/cli/bench.ts';

test('no scope means all of them; quick means once', () => {
  expect(bench.read(['--quick'])).toMatchObject({ scopes, quick: true, runs: 1 });
  expect(bench.read(['codec', 'firehose', 'codec']).scopes.map(({ name }) => name)).toEqual(['codec', 'firehose']);
});

test('--bin may be given several times', () => {
  expect(bench.read(['--bin', 'a', '--bin', 'b']).bins).toEqual(['a', 'b']);
});

test('help names all scopes', () => {
  for (const { name } of scopes) {
    expect(bench.help).toContain(`  ${name} `);
  }
});

test.each([
  [['--runs', '0'], "--runs must be a whole number from 1 to 1000, not '0'"],
  [['--soak', '5'], '--soak needs the scope firehose'],
  [['firehoze'], /^A scope must be one of .*, not 'firehoze'; did you mean 'firehose'\?$/],
  [['--nothing'], "Unknown option '--nothing'"],
])('%j is refused in one sentence', (args, sentence) => {
  expect(() => bench.read(args)).toThrow(sentence);
});
