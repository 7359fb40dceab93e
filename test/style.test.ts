import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** The folders whose files keep these limits. */
const folders = ['src', 'bench', 'test'];
/** Style sheets as text, which biome would format if they stood in files of their own. */
const styleSheets = /-style\.ts$/;
/** Columns at most: of a line of code, and of a line that is a comment. */
const columnsMax = { code: 120, comment: 100 };

const root = fileURLToPath(new URL('..', import.meta.url));

function sources(folder: string): string[] {
  return readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|mjs)$/.test(file) && !styleSheets.test(file))
    .map((file) => `${folder}/${file}`);
}

/**
 * Whether each line is part of a comment and of nothing else. Text in templates that looks like one
 * counts as code.
 */
function commentLines(lines: readonly string[]): boolean[] {
  let inBlock = false;
  return lines.map((line) => {
    const isComment = inBlock || /^\s*(\/\/|\/\*)/.test(line);
    inBlock = isComment && (inBlock || /^\s*\/\*/.test(line)) && !line.includes('*/');
    return isComment;
  });
}

test.each(folders)('no line in %s is too long', (folder) => {
  const offenders = sources(folder).flatMap((file) => {
    const lines = readFileSync(`${root}/${file}`, 'utf8').split('\n');
    const isComment = commentLines(lines);
    return lines.flatMap((line, at) => {
      const most = isComment[at] ? columnsMax.comment : columnsMax.code;
      return line.length > most ? [`${file}:${at + 1}: ${line.length} columns, at most ${most}`] : [];
    });
  });
  expect(offenders).toEqual([]);
});
