import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { mustBeExecutable } from '../../../bench/cli/executable.ts';

const directory = mkdtempSync(join(tmpdir(), 'executable-'));
afterAll(() => rmSync(directory, { recursive: true }));

function file(content: string | Buffer, mode = 0o755): string {
  const path = join(directory, 'node');
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

test.each([
  ['#!/bin/sh\n'],
  ['#! /bin/sh -e\n'],
  ['#!/usr/bin/env sh\n'],
  ['#!/usr/bin/env -S sh -e\n'],
  ['#!/usr/bin/env A=1 sh\n'],
  ['#!/bin/sh'],
  [Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0])],
])('%j can be run', (content) => {
  expect(() => mustBeExecutable(file(content))).not.toThrow();
});

test.each([
  ['#!/usr/bin/pyton3\n', 'names /usr/bin/pyton3 in its first line, which is not there'],
  ['#!/bin/env-of-nobody python3\n', 'names /bin/env-of-nobody in its first line'],
  ['#!/usr/bin/env pyton3\nimport sys\n', 'names pyton3 in its first line, which is not on the PATH'],
  ['#!/usr/bin/env python3\r\nimport sys\r\n', 'has Windows line ends'],
  ['#!/bin/sh\r\n', 'has Windows line ends'],
  ['#!\n', 'names no interpreter'],
  ['import sys\n', 'has no first line such as "#!/usr/bin/env python3"'],
  ['', 'has no first line'],
])('%j is refused before the run', (content, told) => {
  expect(() => mustBeExecutable(file(content))).toThrow(told);
});

test('what is no file, or no executable one, is refused with what to do', () => {
  expect(() => mustBeExecutable(join(directory, 'nobody'))).toThrow('does not exist');
  expect(() => mustBeExecutable(join(file('#!/bin/sh\n'), 'below'))).toThrow('not a directory');
  expect(() => mustBeExecutable(join(directory, 'n'.repeat(5_000)))).toThrow('name too long');
  expect(() => mustBeExecutable(directory)).toThrow('is not a file');
  const plain = file('#!/bin/sh\n', 0o644);
  expect(() => mustBeExecutable(plain)).toThrow(`is not executable, which "chmod +x ${plain}" makes it`);
});
