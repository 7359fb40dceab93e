import { firstLine } from '../first-line.ts';

/** What is to be started: a program and its arguments. */
export interface StartCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * How an executable is started in lockstep: as it is, but for a script that Node.js runs. V8 sets a
 * timer of up to 8 s after each collection, to make the heap smaller when nothing happens (its
 * memory reducer). From outside it looks like a `setTimeout` of the node, so that real time would
 * have to go by. `--no-memory-reducer` leaves it out, and changes nothing that the node can see.
 */
export function startCommand(bin: string, args: readonly string[]): StartCommand {
  const [, interpreter] = /^#!\s*(\S*\/node|\S*\/env\s+node)\s*$/.exec(firstLine(bin) ?? '') ?? [];
  if (interpreter === undefined) {
    return { program: bin, args };
  }
  const program = interpreter.endsWith('/node') ? interpreter : 'node';
  return { program, args: ['--no-memory-reducer', bin, ...args] };
}
