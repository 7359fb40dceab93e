import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bench } from '../../../bench/cli/bench.ts';
import { flame } from '../../../bench/cli/flame.ts';
import { npmHint, npmScript, standingFolder, takenByNpm } from '../../../bench/cli/npm-run.ts';
import { test as testCommand } from '../../../bench/cli/test.ts';

/** As npm 11 leaves the environment. */
const start = { npm_command: 'start', npm_lifecycle_event: 'start' };
const script = (name: string) => ({ npm_command: 'run', npm_lifecycle_event: name });

describe('options that npm took for itself', () => {
  test.each([
    // npm start --rate 5
    [['5'], { npm_config_rate: 'true' }, 'npm took --rate for itself: write npm start -- --rate 5'],
    // npm start --rate=5
    [[], { npm_config_rate: '5' }, 'npm took --rate for itself: write npm start -- --rate 5'],
    // npm start --log-stderr
    [[], { npm_config_log_stderr: 'true' }, 'npm took --log-stderr for itself: write npm start -- --log-stderr'],
    // npm start --rate 5 --seed=7 --time-limit 3
    [
      ['5', '3'],
      { npm_config_rate: 'true', npm_config_seed: '7', npm_config_time_limit: 'true' },
      'npm took --rate, --time-limit and --seed for itself: write them after npm start --',
    ],
    // npm start --rate 5 -- --seed 7
    [['5', '--seed', '7'], { npm_config_rate: 'true' }, 'npm took --rate for itself: write npm start -- --rate 5'],
  ])('npm start, left %j', (args, variables, sentence) => {
    expect(takenByNpm(testCommand.flags, args, { ...start, ...variables })).toBe(sentence);
  });

  test('npm run bench --quick', () => {
    expect(takenByNpm(bench.flags, ['codec'], { ...script('bench'), npm_config_quick: 'true' })).toBe(
      'npm took --quick for itself: write npm run bench -- --quick',
    );
  });

  test.each([
    [testCommand.flags, start],
    // What npm always sets, and what may stand in a user's .npmrc.
    [testCommand.flags, { ...start, npm_config_loglevel: 'silent', npm_config_node_gyp: '/x', npm_config_rate: '' }],
    [bench.flags, { ...script('bench'), npm_config_json: 'true', npm_config_only: 'prod' }],
    [flame.flags, { ...script('flame'), npm_config_scope: '@me' }],
    // npx passes everything on; and without npm, nothing was taken.
    [testCommand.flags, { npm_command: 'exec', npm_lifecycle_event: 'npx', npm_config_rate: 'true' }],
    [testCommand.flags, { npm_config_rate: 'true' }],
  ])('none', (flags, variables) => {
    expect(takenByNpm(flags, [], variables)).toBeUndefined();
  });

  test('--scope, which npm has as well, when it says what ours may', () => {
    expect(takenByNpm(flame.flags, [], { ...script('flame'), npm_config_scope: 'workbench' })).toBe(
      'npm took --scope for itself: write npm run flame -- --scope workbench',
    );
  });
});

test.each([
  [['./x'], start, '; options come after --, as in npm start -- --help'],
  [['./x'], script('matrix'), '; options come after --, as in npm run matrix -- --help'],
  [['./x', '--rate', '5'], start, ''],
  [[], start, ''],
  [['./x'], {}, ''],
])('the hint for %j', (args, variables, hint) => {
  expect(npmHint(args, variables)).toBe(hint);
});

test.each([
  [{ npm_command: 'start', npm_lifecycle_event: 'start' }, 'npm start'],
  [{ npm_command: 'run-script', npm_lifecycle_event: 'http' }, 'npm run http'],
  [{ npm_command: 'run', npm_lifecycle_event: 'http' }, 'npm run http'],
  [{ npm_command: 'exec', npm_lifecycle_event: 'npx' }, undefined],
  [{}, undefined],
])('the script of %j', (variables, name) => {
  expect(npmScript(variables)).toBe(name);
});

describe('the folder in which the user stands', () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const own = { ...start, npm_package_json: `${root}/package.json`, INIT_CWD: tmpdir() };

  test('is where npm was called, for a script of a clone, since npm runs it in the root', () => {
    expect(standingFolder(own, root)).toBe(tmpdir());
  });

  test.each([
    ['a folder that is gone', { ...own, INIT_CWD: '/nowhere/at/all' }],
    ['npx, which stays', { ...own, npm_command: 'exec' }],
    ["a script of the user's own, whose paths are its own", { ...own, npm_package_json: '/home/me/package.json' }],
    ['no npm', {}],
  ])('is the present one with %s', (_, variables) => {
    expect(standingFolder(variables, '/present')).toBe('/present');
  });
});
