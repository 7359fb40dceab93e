import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { commands } from '../../../bench/cli/commands.ts';
import { overview } from '../../../bench/cli/overview.ts';

let printed = { stdout: '', stderr: '' };
beforeEach(() => {
  printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += text;
      return true;
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

describe.each(['--help', '-h', 'help'])('sluice %s', (word) => {
  test('lists every command and the options of the node', async () => {
    await overview(word, []);
    for (const { name, summary } of commands) {
      expect(printed.stdout).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
    }
    expect(printed.stdout).toContain('--strategy per-key|cas');
    expect(printed.stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect([printed.stderr, process.exitCode]).toEqual(['', undefined]);
  });
});

test.each(commands)('sluice help $name prints the help of the command', async ({ name, load }) => {
  await overview('help', [name]);
  expect(printed).toEqual({ stdout: (await load()).help, stderr: '' });
});

test.each([
  ['tset', [], "Unknown command 'tset'; did you mean 'test'? (see --help).\n"],
  ['simulat', ['--seed', '3'], "Unknown command 'simulat'; did you mean 'simulate'? (see --help).\n"],
  ['help', ['benhc'], "Unknown command 'benhc'; did you mean 'bench'? (see --help).\n"],
  ['hepl', [], "Unknown command 'hepl'; did you mean 'help'? (see --help).\n"],
  ['serve', [], "Unknown command 'serve' (see --help).\n"],
  ['constructor', [], "Unknown command 'constructor' (see --help).\n"],
])('sluice %s %j: one sentence and exit code 2', async (word, rest, sentence) => {
  await overview(word, rest);
  expect(printed).toEqual({ stdout: '', stderr: sentence });
  expect(process.exitCode).toBe(2);
});
