import { lstatSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { BadCommandLine } from '../../src/main/flags/read-flags.ts';
import { failureText } from '../failure-text.ts';
import { makeDirectory } from './make-directory.ts';

/**
 * Makes the folder of a run, `<out>/<kind>/<time>/`, and points `<out>/latest` at it.
 *
 * @returns Its absolute path. A second run in the same millisecond gets a folder of its own.
 * @throws {BadCommandLine} when that is not possible.
 */
export function makeRunDirectory(out: string, kind: string, startedAt: string): string {
  const time = startedAt.replaceAll(/[-:]/g, '');
  const latest = resolve(out, 'latest');
  makeDirectory(resolve(out));
  // Looked at first, so that no folder of a run is left behind when it is in the way.
  if (lstatSync(latest, { throwIfNoEntry: false })?.isSymbolicLink() === false) {
    throw new BadCommandLine(`${latest} is in the way of the link to the newest results: move it, or choose an --out`);
  }
  const parent = resolve(out, kind);
  makeDirectory(parent);
  try {
    const directory = firstFree(join(parent, time));
    pointAt(directory, latest);
    return directory;
  } catch (error) {
    throw new BadCommandLine(`results can't be written to ${resolve(out)}: ${failureText(error)}`);
  }
}

/** Several workbenches may do this at once: a link that is moved is never missing. */
function pointAt(directory: string, latest: string): void {
  const link = `${directory}.latest`;
  symlinkSync(relative(resolve(latest, '..'), directory), link);
  try {
    renameSync(link, latest);
  } catch (error) {
    rmSync(link);
    throw error;
  }
}

function firstFree(path: string): string {
  for (let attempt = 1; ; attempt += 1) {
    const candidate = attempt === 1 ? path : `${path}-${attempt}`;
    try {
      mkdirSync(candidate);
      return candidate;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
    }
  }
}
