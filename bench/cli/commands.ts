import type { Command } from './command.ts';

/** A command of the workbench by its name; its module is loaded when it is run. */
export interface NamedCommand {
  readonly name: string;
  /** What it does, in one line of the help. */
  readonly summary: string;
  load(): Promise<Command<unknown>>;
}

/** The commands of the workbench, in the order in which the help has them. */
export const commands: readonly NamedCommand[] = [
  {
    name: 'test',
    summary: 'run a node, in any language, as Maelstrom does, and judge what it answered',
    load: async () => (await import('./test.ts')).test,
  },
  {
    name: 'simulate',
    summary: 'run whole clusters of a design in virtual time, everything drawn from one seed',
    load: async () => (await import('./simulate.ts')).simulate,
  },
  {
    name: 'explain',
    summary: 'shrink a run that went wrong, and draw what is left',
    load: async () => (await import('./explain.ts')).explain,
  },
  {
    name: 'matrix',
    summary: 'simulate every design on every store under every set of faults',
    load: async () => (await import('./matrix.ts')).matrix,
  },
  {
    name: 'bench',
    summary: 'measure how fast nodes are, and what they cost',
    load: async () => (await import('./bench.ts')).bench,
  },
  {
    name: 'flame',
    summary: 'draw where the time of each thread goes',
    load: async () => (await import('./flame.ts')).flame,
  },
  {
    name: 'http',
    summary: 'put nodes behind HTTP, for load tools',
    load: async () => (await import('./http.ts')).http,
  },
];
