import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { BadCommandLine } from '../../src/main/flags/read-flags.ts';
import { failureText } from '../failure-text.ts';

/**
 * Makes a folder for results and those it is in, where they are missing.
 *
 * Not by `mkdirSync` with `recursive`: below `/proc` that tries for ever, since the folder is
 * missing and can't be made, though the one it is in is there.
 *
 * @throws {BadCommandLine} with the reason when that is not possible.
 */
export function makeDirectory(path: string): void {
  try {
    makeAll(resolve(path));
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const reason = isTaken ? 'a file is in its place' : failureText(error);
    throw new BadCommandLine(`the folder ${path} for results can't be made: ${reason}`);
  }
}

function makeAll(path: string): void {
  if (isDirectory(path)) {
    return;
  }
  if (dirname(path) !== path) {
    makeAll(dirname(path));
  }
  try {
    mkdirSync(path);
  } catch (error) {
    // Another workbench may have made it meanwhile.
    if (!isDirectory(path)) {
      throw error;
    }
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
