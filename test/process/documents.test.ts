import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { documents, root, shellCommands, type WorkbenchCommand, workbenchCommand } from '../documents/documents.ts';
import { hasCommand } from './has-command.ts';

const out = mkdtempSync(join(tmpdir(), 'sluice-documents-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Lines that install or build: they are how these tests come to run at all. */
const installing = [
  'npm ci',
  'npm ci && npm start',
  'npm cit',
  'npm ci && npm run build',
  'npm pack && cd "$(mktemp -d)" && npm i "$OLDPWD"/sluice-*.tgz && npx sluice --help',
];

/** A node that stands for the reader's own. */
const readersNode = 'dist/src/main/sluice.js';

const hasPython = hasCommand('python3', '--version');
const hasGo = hasCommand('go', 'version');

/** The same command, quicker: less time, fewer runs, fewer cells. */
function shortened({ name, args }: WorkbenchCommand): readonly string[] {
  const quick: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    test: { '--time-limit': '1', '--recovery': '0.3', '--rate': '200', '--out': out },
    simulate: args.includes('--runs') ? { '--runs': '5' } : { '--time-limit': '4' },
    explain: { '--time-limit': '3', '--recovery': '1', '--out': out, '--budget': '3' },
    matrix: { '--runs': '1', '--designs': 'cas-loop', '--stores': 'seq-kv', '--faults': 'none', '--out': out },
  };
  // A script holds its whole test.
  const flags = args.includes('--script') ? {} : { ...quick[name] };
  const separator = args.indexOf('--');
  const own = separator < 0 ? args : args.slice(0, separator);
  const kept = own
    .map((word) => (word === './my-node' ? readersNode : word.replace(/^store\//, `${out}/`)))
    .filter((word, at, all) => !(word in flags) && !((all[at - 1] ?? '') in flags));
  const nodeArgs = separator < 0 || own.includes('./my-node') ? [] : args.slice(separator);
  return [name, ...kept, ...Object.entries(flags).flat(), ...nodeArgs];
}

function run(args: readonly string[]): Promise<{ code: number; stderr: string }> {
  return new Promise((resolve) => {
    const sluice = join(root, 'dist/bench/cli/sluice.js');
    execFile(process.execPath, [sluice, ...args], { cwd: root }, (error, _, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stderr });
    });
  });
}

/** Exit codes that a line may end with: it shows a node that fails, or may fail, or never does. */
function expectedCodes(line: string): readonly number[] {
  if (/simulate .*cas-loop|--script \S+$/.test(line)) {
    return [1];
  }
  if (/explain/.test(line)) {
    return [0];
  }
  return /counter\.py|loss|kill/.test(line) ? [0, 1] : [0];
}

const lines = [...new Set(documents.flatMap(shellCommands))].filter((line) => !installing.includes(line));

describe.concurrent('every command in the documents runs', () => {
  test.each(lines)('%s', async (line) => {
    if (line.startsWith('go build -o store/')) {
      return;
    }
    if (line.includes('counter-go')) {
      if (!hasGo) {
        return;
      }
      execFileSync('go', ['build', '-o', `${out}/counter-go`, 'bench/docs/tutorial/counter.go'], { cwd: root });
    }
    const command = workbenchCommand(line);
    expect(command, `no test runs ${line}`).toBeDefined();
    const args = shortened(command!);
    if (args.some((word) => word.endsWith('.py')) && !hasPython) {
      return;
    }
    const { code, stderr } = await run(args);
    expect(stderr).toBe('');
    expect(expectedCodes(line), args.join(' ')).toContain(code);
  });
});
