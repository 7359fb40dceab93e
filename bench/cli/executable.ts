import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { BadCommandLine } from '../../src/main/flags/read-flags.ts';
import { failureText } from '../failure-text.ts';
import { firstLine } from '../first-line.ts';

/**
 * Makes sure that the file named by `--bin` can be run, and if it is a script, that its first line
 * names an interpreter that is there: the system's own error would say that the script isn't.
 *
 * @throws {BadCommandLine} with what is wrong with it, and what to do.
 */
export function mustBeExecutable(bin: string): void {
  let stat: Stats | undefined;
  try {
    stat = statSync(bin, { throwIfNoEntry: false });
  } catch (error) {
    throw new BadCommandLine(`--bin ${bin} can't be looked at: ${failureText(error)}`);
  }
  if (stat === undefined) {
    throw new BadCommandLine(`--bin ${bin} does not exist`);
  }
  if (!stat.isFile()) {
    throw new BadCommandLine(`--bin ${bin} is not a file`);
  }
  if (!isExecutable(bin)) {
    throw new BadCommandLine(`--bin ${bin} is not executable, which "chmod +x ${bin}" makes it`);
  }
  const line = firstLine(bin);
  if (line === undefined) {
    return;
  }
  if (!line.startsWith('#!')) {
    // A shell would run it, Maelstrom would not.
    throw new BadCommandLine(`--bin ${bin} has no first line such as "#!/usr/bin/env python3" to say what runs it`);
  }
  interpreterMustExist(bin, line);
}

function interpreterMustExist(bin: string, line: string): void {
  if (line.endsWith('\r')) {
    throw new BadCommandLine(
      `--bin ${bin} has Windows line ends, so its interpreter is looked for under a name that ends in ` +
        `a carriage return: save it with \\n alone, as "sed -i 's/\\r$//' ${bin}" does`,
    );
  }
  const [interpreter = '', ...words] = line
    .slice(2)
    .trim()
    .split(/[ \t]+/);
  if (!isExecutable(interpreter)) {
    throw new BadCommandLine(
      `--bin ${bin} names ${interpreter || 'no interpreter'} in its first line, ` +
        `${interpreter ? 'which is not there to be run' : 'after #!'}: install it, or correct the line`,
    );
  }
  const [command] = words;
  // `env` with options or variables is left to env itself.
  const isPlainEnv = interpreter.endsWith('/env') && command !== undefined && /^[\w./+-]+$/.test(command);
  if (isPlainEnv && !command.startsWith('-') && !isOnPath(command)) {
    throw new BadCommandLine(
      `--bin ${bin} names ${command} in its first line, which is not on the PATH: install it, or correct the line`,
    );
  }
}

function isOnPath(command: string): boolean {
  return command.includes('/')
    ? isExecutable(command)
    : (process.env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, command)));
}

/** Whether a file is there and may be run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
