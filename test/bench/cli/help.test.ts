import { describe, expect, test } from 'vitest';
import { commands } from '../../../bench/cli/commands.ts';
import { help as overviewHelp } from '../../../bench/cli/overview.ts';
import { runDesign } from '../../../bench/designs/run.ts';
import { nodeFlags, help as nodeHelp } from '../../../src/main/command-line.ts';

/** Columns at most: a terminal that is wide. */
const columnsMax = 100;

const loaded = await Promise.all(commands.map(async ({ name, load }) => [name, await load()] as const));

describe.each(loaded)('the help of sluice %s', (name, command) => {
  const { help } = command;

  test('has examples that the command understands, all begun the same way', () => {
    const examples = help
      .slice(help.indexOf('\nExamples:\n'))
      .split('\n')
      .filter((line) => line.startsWith('  ') && !/^ {2}(curl|npx autocannon)/.test(line));
    expect(examples.length).toBeGreaterThan(1);
    for (const example of examples) {
      expect(example).toMatch(new RegExp(`^  sluice ${name}( |$)`));
      const [, , ...args] = example.trim().split(/ +/);
      expect(() => command.read(args)).not.toThrow();
    }
  });

  test('says once how a clone starts it', () => {
    expect(help.match(/npm (start|run \w+) --/g)).toEqual([name === 'test' ? 'npm start --' : `npm run ${name} --`]);
  });

  test('says what its exit codes mean', () => {
    expect(help).toContain('2 a command line not understood');
  });
});

test.each([
  ...loaded.map(([name, { help, flags }]) => [name, help, flags] as const),
  ['a design', runDesign.help, runDesign.flags] as const,
  ['the node', nodeHelp, nodeFlags] as const,
])('the help of %s has all options that it knows, and no others', (_, help, flags) => {
  const end = help.search(/\nExamples?:\n/);
  const options = [...help.slice(0, end).matchAll(/(?<=[ ,])--([a-z][a-z-]*)/g)].map(([, option]) => option);
  expect(new Set(options)).toEqual(new Set([...Object.keys(flags), 'help']));
});

test.each([
  ...loaded.map(([name, { help }]) => [name, help] as const),
  ['a design', runDesign.help] as const,
  ['the node', nodeHelp] as const,
  ['sluice', overviewHelp] as const,
])(`no line of the help of %s is longer than ${columnsMax} columns`, (_, help) => {
  expect(help.split('\n').filter((line) => line.length > columnsMax)).toEqual([]);
});
