import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startCommand } from '../../../bench/lockstep/start-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function script(firstLine: string): string {
  const file = join(folder, 'script');
  writeFileSync(file, `${firstLine}\nbody\n`);
  return file;
}

test.each([
  ['#!/usr/bin/env node', 'node'],
  ['#!/usr/local/bin/node', '/usr/local/bin/node'],
  ['#! /usr/bin/env  node ', 'node'],
])('a script with %j is run by that Node.js, without the memory reducer', (line, program) => {
  const file = script(line);
  expect(startCommand(file, ['--flag'])).toEqual({ program, args: ['--no-memory-reducer', file, '--flag'] });
});

test.each([
  '#!/usr/bin/env python3',
  '#!/bin/bash',
  '#!/usr/bin/env -S node --inspect',
  '#!/usr/bin/nodejs-like',
  '\u007fELF',
])('what begins with %j is started as it is', (line) => {
  const file = script(line);
  expect(startCommand(file, ['a'])).toEqual({ program: file, args: ['a'] });
});

test('so is what can not be read', () => {
  const missing = join(folder, 'missing');
  expect(startCommand(missing, [])).toEqual({ program: missing, args: [] });
});
