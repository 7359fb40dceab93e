import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'FIGURES.md',
  'src/main/README.md',
  ...readdirSync(join(root, 'bench/docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `bench/docs/${name}`),
];

/** Documents that are written by hand, so that their lines can be kept short. */
const handWritten = documents.filter((name) => !['FIGURES.md', 'bench/docs/designs.md'].includes(name));

const proseColumnsMax = 140;
const readmeLinesMax = 200;

function textOf(name: string): string {
  return readFileSync(join(root, name), 'utf8');
}

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
});
