import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { test as command } from '../../../bench/cli/test.ts';
import { scriptFileText } from '../../../bench/explain/script/script-file.ts';
import { failed, fileOf, shortTest } from '../explain/explained.ts';

const out = mkdtempSync(join(tmpdir(), 'sluice-test-script-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

const run = failed(1, shortTest({ design: 'cas-loop', timeLimitMs: 500 }));
const file = fileOf(run, run);
const broken = join(out, 'broken.json');
writeFileSync(broken, scriptFileText(file));

async function output(args: readonly string[]): Promise<string> {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await command.run(command.read(args), args);
  return written.mock.calls.map(([text]) => text).join('');
}

test('a script that fails is told with what is wrong, and where it is drawn', async () => {
  expect((await output(['--script', broken])).split('\n')).toEqual([
    expect.stringMatching(/^Failed: cas-loop, 3 nodes, 3 clients, \d+ operations, 0 faults$/),
    run.failure.message,
    `Drawn by: sluice explain --script ${broken}`,
    '',
  ]);
  expect(process.exitCode).toBe(1);
});

test('a script whose failure is gone passes', async () => {
  const mended = join(out, 'mended.json');
  writeFileSync(mended, scriptFileText(file).replace('"design": "cas-loop"', '"design": "sluice-cas"'));
  expect(await output([`--script=${mended}`])).toMatch(/^Passed: sluice-cas, /);
  expect(process.exitCode).toBeUndefined();
});

test.each([
  [['--script', 'a', '--rate', '3'], "--rate can't be given with --script, which holds all options"],
  [['--script', 'a', '--nonsense'], "Unknown option '--nonsense'"],
])('%s is refused in one sentence', (args, sentence) => {
  expect(() => command.read(args)).toThrow(sentence);
});

test('a node for the script of a design is refused', async () => {
  await expect(output(['--script', broken, '--bin', './node'])).rejects.toThrow(
    "--bin ./node can't be given with this --script, which is of the design cas-loop",
  );
});

test('a file that is not there is refused', async () => {
  await expect(output(['--script', 'no-such-file'])).rejects.toThrow("--script no-such-file can't be read");
});
