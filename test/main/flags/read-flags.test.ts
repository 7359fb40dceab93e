import { describe, expect, test } from 'vitest';
import {
  choice,
  decimal,
  flagOf,
  given,
  list,
  or,
  seconds,
  several,
  short,
  text,
  whole,
} from '../../../src/main/flags/flag.ts';
import { argsWithout, BadCommandLine, readFlags, usageLine, wantsHelp } from '../../../src/main/flags/read-flags.ts';

const flags = {
  out: short('o', text()),
  count: whole(1, 99),
  share: or(decimal(0, 1), 'all', 'all' as const),
  limit: seconds(0.5, 10),
  colour: choice(['red', 'green', 'blue']),
  side: choice(['left', 'right']),
  faults: or(list(choice(['kill', 'pause', 'loss'])), 'none', []),
  bin: several(text()),
  even: flagOf('an even number', (value) => (/[02468]$/.test(value) ? Number(value) : undefined)),
  loud: given(),
};

describe('values', () => {
  test('of every kind', () => {
    const line = '-o x --count=7 --share .5 --limit 1.5 --colour blue --faults loss,kill --even 4 --loud';
    expect(readFlags(line.split(' '), flags).values).toEqual({
      out: 'x',
      count: 7,
      share: 0.5,
      limit: 1_500,
      colour: 'blue',
      faults: ['loss', 'kill'],
      even: 4,
      loud: true,
    });
  });

  test('are left out when their flag is not given', () => {
    expect(readFlags([], flags)).toEqual({ values: {}, positionals: [], rest: [] });
  });

  test('the last one counts, unless a flag collects them', () => {
    const { values } = readFlags(['--count', '1', '--count', '2', '--bin', 'a', '--bin', 'b'], flags);
    expect(values).toEqual({ count: 2, bin: ['a', 'b'] });
  });

  test('a list keeps each item once, in the order given, with spaces around it left out', () => {
    expect(readFlags(['--faults', 'loss, kill,loss'], flags).values.faults).toEqual(['loss', 'kill']);
    expect(readFlags(['--faults', 'none'], flags).values.faults).toEqual([]);
  });

  test('may begin with a dash after =', () => {
    expect(readFlags(['--out=-x'], flags).values.out).toBe('-x');
  });
});

test('seconds are exact to the millisecond', () => {
  const wrong: number[] = [];
  for (let ms = 500; ms <= 10_000; ms += 1) {
    if (readFlags(['--limit', String(ms / 1_000)], flags).values.limit !== ms) {
      wrong.push(ms);
    }
  }
  expect(wrong).toEqual([]);
});

test('what belongs to no flag, and what comes after --', () => {
  const args = ['a', '--count', '3', 'b', '--', '--count', '4', '--', 'c'];
  expect(readFlags(args, flags, { positionals: true, rest: true })).toEqual({
    values: { count: 3 },
    positionals: ['a', 'b'],
    rest: ['--count', '4', '--', 'c'],
  });
  expect(readFlags(['--'], flags).rest).toEqual([]);
});

test.each([
  [['--cuont', '1'], "Unknown option '--cuont'; did you mean '--count'?"],
  [['--nonsense'], "Unknown option '--nonsense'"],
  [['--hlep'], "Unknown option '--hlep'; did you mean '--help'?"],
  [['-x'], "Unknown option '-x'"],
  [['--toString'], "Unknown option '--toString'"],
  [['--no-loud'], "Unknown option '--no-loud'"],
  [['word'], "Unexpected argument 'word'"],
  [['--', 'word'], "Unexpected argument 'word'"],
  [['--count'], '--count needs a value'],
  [['--count', '--loud'], "--count needs a value; if '--loud' is one, write --count=--loud"],
  [['--count', ''], '--count must not be empty'],
  [['-o', ''], '--out must not be empty'],
  [['--loud=yes'], '--loud takes no value'],
  [['--count', '0'], "--count must be a whole number from 1 to 99, not '0'"],
  [['--count', '100'], "--count must be a whole number from 1 to 99, not '100'"],
  [['--count', '1.5'], "--count must be a whole number from 1 to 99, not '1.5'"],
  [['--count', '1e1'], "--count must be a whole number from 1 to 99, not '1e1'"],
  [['--count', ' 1'], "--count must be a whole number from 1 to 99, not ' 1'"],
  [['--count=-1'], "--count must be a whole number from 1 to 99, not '-1'"],
  [['--share', '1.1'], "--share must be a number from 0 to 1 or all, not '1.1'"],
  [['--share', 'al'], "--share must be a number from 0 to 1 or all, not 'al'"],
  [['--limit', '10s'], "--limit must be a number from 0.5 to 10, not '10s'"],
  [['--limit', 'Infinity'], "--limit must be a number from 0.5 to 10, not 'Infinity'"],
  [['--colour', 'gren'], "--colour must be one of red, green, blue, not 'gren'; did you mean 'green'?"],
  [['--side', 'up'], "--side must be left or right, not 'up'"],
  [['--faults', 'kill,los'], "--faults must be one of kill, pause, loss or none, not 'los'; did you mean 'loss'?"],
  [['--faults', 'kill,none'], "--faults must be one of kill, pause, loss or none, not 'none'"],
  [['--faults', 'kill,'], "--faults must be one of kill, pause, loss or none, not ''"],
  [['--even', '3'], "--even must be an even number, not '3'"],
])('%j is refused in one sentence', (args, sentence) => {
  expect(() => readFlags(args, flags)).toThrow(new BadCommandLine(sentence));
  expect(usageLine(sentence)).toBe(`${sentence} (see --help).\n`);
});

test('help is wanted wherever it stands, but not after --', () => {
  expect(wantsHelp(['--nonsense', '--help'])).toBe(true);
  expect(wantsHelp(['-h'])).toBe(true);
  expect(wantsHelp(['--', '--help'])).toBe(false);
});

test('arguments without some flags are otherwise as they were written', () => {
  const args = ['--count', '3', '--limit=2', '--loud', '-o', 'x', '--', '--count', '4'];
  expect(argsWithout(args, flags, ['count', 'out'])).toEqual(['--limit=2', '--loud', '--', '--count', '4']);
});
