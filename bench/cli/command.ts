import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BadCommandLine, usageLine, wantsHelp } from '../../src/main/flags/read-flags.ts';
import { failureText } from '../failure-text.ts';
import { watchOutput } from './lost-output.ts';

/** A command of the workbench. */
export interface Command<Options> {
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
 * Runs a command. A bad command line, and a file that can't be read or written, is one line on
 * stderr and exit code 2.
 */
export async function runCommand<Options>(command: Command<Options>, args: readonly string[]): Promise<void> {
  watchOutput();
  if (wantsHelp(args)) {
    process.stdout.write(command.help);
    return;
  }
  try {
    await command.run(command.read(args), args);
  } catch (error) {
    const { errno, path } = error as NodeJS.ErrnoException;
    if (error instanceof BadCommandLine) {
      process.stderr.write(usageLine(error.message));
    } else if (errno !== undefined && path !== undefined) {
      process.stderr.write(`${path} can't be used: ${failureText(error)}.\n`);
    } else {
      throw error;
    }
    process.exitCode = 2;
  }
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
