import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tinyNode = fileURLToPath(new URL('../bench/tiny-node.mjs', import.meta.url));
/** What a clone holds of the package, before anything is built. */
const sources = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'LICENSE', 'README.md', 'CHANGELOG.md'];

let folder = '';
let tarball = '';
/** An empty folder in which the package was installed. */
let installed = '';
/** Why it could not be installed: npm reached no packages. */
let unreachable: string | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-package-'));
  const clone = join(folder, 'clone');
  mkdirSync(clone);
  for (const file of sources) {
    copyFileSync(join(root, file), join(clone, file));
  }
  for (const each of ['src', 'bench']) {
    cpSync(join(root, each), join(clone, each), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: clone,
    encoding: 'utf8',
  });
  tarball = join(folder, packed.trim().split('\n').at(-1)!);

  installed = join(folder, 'empty');
  mkdirSync(installed);
  // What a clone needed to install is in npm's cache, and dates back no further.
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--fetch-retries=0', '--fetch-timeout=20000'];
  // Without --prefix, npm would look for a package in the folders above.
  const npm = spawnSync('npm', ['install', '--prefix', installed, ...quiet, tarball], {
    cwd: installed,
    encoding: 'utf8',
  });
  if (npm.status !== 0) {
    unreachable = /E(NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|NOTCACHED)|network/.exec(npm.stderr)?.[0];
    expect([npm.stderr, unreachable]).toEqual([expect.anything(), expect.any(String)]);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the package holds the build, what it says of itself, and no tests', () => {
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
  for (const file of ['dist/bench/cli/sluice.js', 'dist/src/main/sluice.js', 'README.md', 'CHANGELOG.md', 'LICENSE']) {
    expect(files).toContain(`package/${file}`);
  }
  expect(files.filter((file) => /^package\/(test|src\/.*\.ts|node_modules)|\.test\.|\.map$/.test(file))).toEqual([]);
});

/** Whether a folder above the new one holds a package, for Node looks there as well. */
function findsAbove(file: string): boolean {
  try {
    createRequire(join(folder, 'any.js')).resolve(file);
    return true;
  } catch {
    return false;
  }
}

describe('installed in an empty folder', () => {
  const npx = (args: readonly string[], input = '') => {
    const { status, stdout, stderr } = spawnSync('npx', ['--no', 'sluice', ...args], {
      cwd: installed,
      encoding: 'utf8',
      input,
    });
    return { status, stdout, stderr };
  };

  test('npx sluice is the node', (context) => {
    context.skip(unreachable !== undefined, `npm reaches no packages: ${unreachable}`);
    const init = '{"src":"c1","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1"]}}';
    expect(npx([], `${init}\n`)).toEqual({
      status: 0,
      stdout: '{"src":"n1","dest":"c1","body":{"type":"init_ok","in_reply_to":1}}\n',
      stderr: '',
    });
  });

  test('npx sluice test runs a node of the user, and leaves the results where the user stands', (context) => {
    context.skip(unreachable !== undefined, `npm reaches no packages: ${unreachable}`);
    copyFileSync(tinyNode, join(installed, 'my-node.mjs'));
    const args = ['--bin', './my-node.mjs', '--time-limit', '2', '--recovery', '0', '--seed', '1'];
    const { status, stdout, stderr } = npx(['test', ...args]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('again: npx sluice test --seed 1 --bin ./my-node.mjs --time-limit 2 --recovery 0 (');
    expect(readdirSync(join(installed, 'store'))).toEqual(['g-counter', 'latest']);
    expect(existsSync(join(installed, 'store/latest/report.html'))).toBe(true);
  });

  test('a command whose package is not installed says how to install it, and exits 2', (context) => {
    context.skip(unreachable !== undefined, `npm reaches no packages: ${unreachable}`);
    context.skip(findsAbove('0x/cmd.js'), 'a folder above the temporary one has 0x installed');
    expect(npx(['flame'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'sluice flame draws with 0x: npm i 0x@6 (see --help).\n',
    });
  });
});
