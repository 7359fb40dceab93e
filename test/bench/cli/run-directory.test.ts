import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeRunDirectory } from '../../../bench/cli/run-directory.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'run-directory-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const make = (out: string) => makeRunDirectory(out, 'echo', '2026-01-02T03:04:05.678Z');

describe('the folder of a run', () => {
  test('is made with those it is in, and latest points at the newest, each having its own', () => {
    const out = join(directory, 'a', 'b');
    expect(make(out)).toBe(join(out, 'echo', '20260102T030405.678Z'));
    expect(make(out)).toBe(join(out, 'echo', '20260102T030405.678Z-2'));
    expect(readlinkSync(join(out, 'latest'))).toBe(join('echo', '20260102T030405.678Z-2'));
    expect(readdirSync(out).sort()).toEqual(['echo', 'latest']);
    expect(readdirSync(join(out, 'echo'))).toHaveLength(2);
  });

  test.each(['folder', 'file'])('is refused while a %s named latest is in the way, which stays', (kind) => {
    const latest = join(directory, 'latest');
    if (kind === 'folder') {
      mkdirSync(latest);
    } else {
      writeFileSync(latest, 'mine');
    }
    expect(() => make(directory)).toThrow(`${latest} is in the way`);
    expect(lstatSync(latest).isSymbolicLink()).toBe(false);
    expect(readdirSync(directory)).toEqual(['latest']);
  });

  test('is refused with the reason where it can not be made', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    expect(() => make(file)).toThrow(`the folder ${file} for results can't be made: a file is in its place`);
    expect(() => make(join(file, 'below'))).toThrow('not a directory');
    expect(() => make(join(directory, 'n'.repeat(300)))).toThrow('name too long');
    writeFileSync(join(directory, 'echo'), '');
    expect(() => make(directory)).toThrow('a file is in its place');
  });

  test.skipIf(!existsSync('/proc/self'))('is refused below /proc, where mkdir -p never ends', () => {
    expect(() => make('/proc/nobody')).toThrow("the folder /proc/nobody for results can't be made");
  });
});
