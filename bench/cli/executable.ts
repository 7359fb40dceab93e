import { accessSync, constants, statSync } from 'node:fs';
import { BadCommandLine } from '../../src/main/flags/read-flags.ts';

/**
 * Makes sure that the file named by `--bin` can be run.
 *
 * @throws {BadCommandLine} with what is wrong with it.
 */
export function mustBeExecutable(bin: string): void {
  const stat = statSync(bin, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new BadCommandLine(`--bin ${bin} does not exist`);
  }
  if (!stat.isFile()) {
    throw new BadCommandLine(`--bin ${bin} is not a file`);
  }
  try {
    accessSync(bin, constants.X_OK);
  } catch {
    throw new BadCommandLine(`--bin ${bin} is not executable, which "chmod +x ${bin}" makes it`);
  }
}
