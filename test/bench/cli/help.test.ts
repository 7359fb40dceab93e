import { describe, expect, test } from 'vitest';
import { bench } from '../../../bench/cli/bench.ts';
import type { Command } from '../../../bench/cli/command.ts';
import { explain } from '../../../bench/cli/explain.ts';
import { flame } from '../../../bench/cli/flame.ts';
import { http } from '../../../bench/cli/http.ts';
import { matrix } from '../../../bench/cli/matrix.ts';
import { simulate } from '../../../bench/cli/simulate.ts';
import { test as testCommand } from '../../../bench/cli/test.ts';
import { BadCommandLine } from '../../../src/main/flags/read-flags.ts';

const commands: readonly [string, Command<unknown>][] = [
  ['npm start', testCommand],
  ['npm run simulate', simulate],
  ['npm run explain', explain],
  ['npm run matrix', matrix],
  ['npm run bench', bench],
  ['npm run flame', flame],
  ['npm run http', http],
];

describe.each(commands)('the help of %s', (script, command) => {
  test('has examples that the command understands', () => {
    const examples = command.help
      .slice(command.help.indexOf('\nExamples:\n'))
      .split('\n')
      .filter((line) => line.startsWith(`  ${script}`));
    expect(examples.length).toBeGreaterThan(1);
    for (const example of examples) {
      const [, args = ''] = example.split(`${script} -- `);
      expect(() => command.read(args.split(/ +/).filter((arg) => arg !== ''))).not.toThrow();
    }
  });

  test('has only options that the command knows', () => {
    const head = command.help.slice(0, command.help.indexOf('\nExamples:\n'));
    const options = new Set([...head.matchAll(/(?<=[ ,])--[a-z][a-z-]*/g)].map(([option]) => option));
    expect(options.size).toBeGreaterThan(3);
    for (const option of options) {
      expect(() => known(command, option)).not.toThrow();
    }
  });

  test('fits on a terminal that is wide', () => {
    expect(command.help.split('\n').filter((line) => line.length > 120)).toEqual([]);
    expect(command.help).toContain('2 a command line not understood');
  });
});

/** Throws when the command does not know the option; what else is wrong doesn't matter. */
function known(command: Command<unknown>, option: string): void {
  try {
    command.read([option]);
  } catch (error) {
    if (!(error instanceof BadCommandLine) || error.message.startsWith('Unknown option')) {
      throw error;
    }
  }
}
