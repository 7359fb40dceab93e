import { closeSync, openSync, readSync } from 'node:fs';

/** What is to be started: a program and its arguments. */
export interface StartCommand {
  readonly program: string;
  readonly args: readonly string[];
}

const firstLineBytesMax = 256;

/**
 * How an executable is started in lockstep: as it is, but for a script that Node.js runs. V8 sets a
 * timer of up to 8 s after each collection, to make the heap smaller when nothing happens (its
 * memory reducer). From outside it looks like a `setTimeout` of the node, so that real time would
 * have to go by. `--no-memory-reducer` leaves it out, and changes nothing that the node can see.
 */
export function startCommand(bin: string, args: readonly string[]): StartCommand {
  const [, interpreter] = /^#!\s*(\S*\/node|\S*\/env\s+node)\s*$/.exec(firstLineOf(bin)) ?? [];
  if (interpreter === undefined) {
    return { program: bin, args };
  }
  const program = interpreter.endsWith('/node') ? interpreter : 'node';
  return { program, args: ['--no-memory-reducer', bin, ...args] };
}

/** The first line of a file; empty when it can't be read, which whoever starts it will tell. */
function firstLineOf(file: string): string {
  const bytes = Buffer.alloc(firstLineBytesMax);
  let opened: number | undefined;
  try {
    opened = openSync(file, 'r');
    const [line = ''] = bytes.toString('latin1', 0, readSync(opened, bytes, 0, bytes.length, 0)).split('\n');
    return line;
  } catch {
    return '';
  } finally {
    if (opened !== undefined) {
      closeSync(opened);
    }
  }
}
