import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/**
 * Makes the folder of a run, `<out>/<kind>/<time>/`, and points `<out>/latest` at it.
 *
 * @returns Its absolute path. A second run in the same millisecond gets a folder of its own.
 */
export function makeRunDirectory(out: string, kind: string, startedAt: string): string {
  const time = startedAt.replaceAll(/[-:]/g, '');
  const parent = resolve(out, kind);
  mkdirSync(parent, { recursive: true });
  const directory = firstFree(join(parent, time));
  const latest = resolve(out, 'latest');
  rmSync(latest, { force: true });
  symlinkSync(relative(resolve(out), directory), latest);
  return directory;
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
