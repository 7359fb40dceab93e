import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../bench/cli/commands.ts';
import { documents, inlineCode, root, shellCommands, textOf, workbenchCommand } from './documents.ts';

/** Documents that are written by hand, so that their lines can be kept short. */
const handWritten = documents.filter((name) => !['FIGURES.md', 'bench/docs/designs.md'].includes(name));

const proseColumnsMax = 140;
const readmeLinesMax = 200;

/** The lines outside of code blocks, tables and pictures. */
function proseOf(name: string): readonly string[] {
  return textOf(name)
    .replaceAll(/^( *)```.*?^\1```$/gms, '')
    .split('\n')
    .filter((line) => !/^\s*(\||!\[)/.test(line));
}

test('the README can be read in two minutes', () => {
  expect(textOf('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(readmeLinesMax);
});

describe.each(handWritten)('%s', (name) => {
  test('has no long line of prose', () => {
    expect(proseOf(name).filter((line) => [...line].length > proseColumnsMax)).toEqual([]);
  });
});

describe.each(documents)('%s', (name) => {
  test('links to what there is', () => {
    const targets = [...textOf(name).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target]) => target!);
    expect(targets.filter((target) => !existsSync(join(root, dirname(name), target)))).toEqual([]);
  });

  test('has command lines that are understood', async () => {
    for (const line of [...shellCommands(name), ...inlineCode(name)]) {
      const command = workbenchCommand(line);
      // A line with … or in capitals is a pattern; a bare `npm run explain` names the command.
      if (command === undefined || /[…<]|\b[A-Z]{4,}\b/.test(line) || ['', '--help'].includes(command.args.join(' '))) {
        continue;
      }
      const named = commands.find(({ name: each }) => each === command.name);
      expect(named, line).toBeDefined();
      const { read } = await named!.load();
      expect(() => read(command.args), line).not.toThrow();
    }
  });
});
