import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BadCommandLine, type Flags, usageLine, wantsHelp } from '../../src/main/flags/read-flags.ts';
import { failureText } from '../failure-text.ts';
import { watchOutput } from './lost-output.ts';
import { npmHint, standingFolder, takenByNpm } from './npm-run.ts';

/** A command of the workbench. */
export interface Command<Options> {
  /** What it knows, but for `--help`. */
  readonly flags: Flags;
  readonly help: string;
  /**
   * Reads its arguments, without its own name.
   *
   * @throws {BadCommandLine} for the first thing that is wrong.
   */
  read(args: readonly string[]): Options;
  /**
   * Does what was asked for, and sets the exit code.
   *
   * @throws {BadCommandLine} when a file that was named can't be used.
   */
  run(options: Options, args: readonly string[]): void | Promise<void>;
}

/**
 * Runs a command in the folder where the user stands. A bad command line, and a file that can't be
 * read or written, is one line on stderr and exit code 2.
 */
export async function runCommand<Options>(command: Command<Options>, args: readonly string[]): Promise<void> {
  watchOutput();
  if (wantsHelp(args)) {
    process.stdout.write(command.help);
    return;
  }
  const taken = takenByNpm(command.flags, args, process.env);
  if (taken !== undefined) {
    refuse(taken);
    return;
  }
  try {
    process.chdir(standingFolder(process.env, process.cwd()));
    await command.run(command.read(args), args);
  } catch (error) {
    const { errno, path } = error as NodeJS.ErrnoException;
    if (error instanceof BadCommandLine) {
      refuse(`${error.message}${npmHint(args, process.env)}`);
    } else if (errno !== undefined && path !== undefined) {
      process.stderr.write(`${path} can't be used: ${failureText(error)}.\n`);
      process.exitCode = 2;
    } else {
      throw error;
    }
  }
}

function refuse(sentence: string): void {
  process.stderr.write(usageLine(sentence));
  process.exitCode = 2;
}

/**
 * Runs a command if its file is the one that Node was started with; does nothing if it was
 * imported.
 *
 * @param address - `import.meta.url` of the command's file.
 */
export async function runAsMain<Options>(address: string, command: Command<Options>): Promise<void> {
  const [, main, ...args] = process.argv;
  if (main !== undefined && realpathSync(main) === fileURLToPath(address)) {
    await runCommand(command, args);
  }
}
