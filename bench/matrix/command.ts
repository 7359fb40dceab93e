import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { designs } from '../designs/designs.ts';
import { seedMax } from '../random.ts';
import { type StoreModel, storeModels } from '../services/store-models.ts';
import { type FaultSet, faultSetNamed, faultSets } from './fault-sets.ts';
import { readmeFaultSets, readmeStores } from './readme-table.ts';

/** What the command line asks for: a matrix, a text to print, or nothing that can be understood, told in one sentence. */
export type MatrixCommand =
  | { readonly kind: 'matrix'; readonly options: MatrixOptions }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'error'; readonly message: string };

/** A matrix as it is asked for. */
export interface MatrixOptions {
  readonly runs: number;
  readonly firstSeed: number;
  readonly designs: readonly string[];
  readonly stores: readonly StoreModel[];
  readonly faultSets: readonly FaultSet[];
  readonly jobs: number;
  /** Directory for the files. */
  readonly out: string;
  /** Only the cells of the README's table, and only that table. */
  readonly readme: boolean;
}

const defaults = { runs: '50', seed: '1', out: 'store/matrix' } as const;

const flags = {
  runs: { type: 'string', default: defaults.runs },
  seed: { type: 'string', default: defaults.seed },
  designs: { type: 'string' },
  stores: { type: 'string' },
  faults: { type: 'string' },
  jobs: { type: 'string' },
  out: { type: 'string', default: defaults.out },
  readme: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const help = `The matrix: every design on every store under every set of faults, simulated, and what share of the runs goes wrong.

  npm run matrix -- [options]

      --runs N         runs of each cell, with consecutive seeds (default ${defaults.runs})
      --seed N         the first seed (default ${defaults.seed}); the same for every cell, so all see the same load and faults
      --designs A,B    some of ${[...designs.keys()].join(', ')}
      --stores A,B     some of ${storeModels.map(({ name }) => name).join(', ')}
      --faults A,B     some of ${faultSets.map(({ name }) => name).join(', ')};
                       or single faults, joined by + when they come together: loss,loss+duplicate
      --jobs N         cells run at a time (default: one for each processor); the result does not depend on it
      --out DIR        where matrix.md, matrix.html and readme-table.md go (default ${defaults.out})
      --readme         only what the table of the README shows; writes readme-table.md alone and prints it
  -h, --help           this text

A run fails when a node falls, a client gets no final answer, a final read is wrong, or an acknowledged add is lost, whatever
its design promises. Where a design claims to survive store and faults, it is held to its own promise as well.

Exit code: 0; 1 when a design broke its promise where it claims to keep it; 2 a command line not understood.

Examples:
  npm run matrix
  npm run matrix -- --runs 500 --stores seq-kv --faults none,partition
  npm run matrix -- --designs cas-loop,sluice-cas --faults duplicate+reorder
`;

/** Reads a command line, without the program's own name. */
export function parseMatrixCommand(args: readonly string[]): MatrixCommand {
  try {
    const { values } = parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false });
    if (values.help) {
      return { kind: 'help', text: help };
    }
    const runs = integer('--runs', values.runs, 1, 1_000_000);
    const firstSeed = integer('--seed', values.seed, 0, seedMax - runs + 1);
    if (values.out === '') {
      throw new Error('--out must not be empty');
    }
    const options: MatrixOptions = {
      runs,
      firstSeed,
      designs: listed('--designs', values.designs, [...designs.keys()], (name) =>
        designs.has(name) ? name : undefined,
      ),
      stores: listed('--stores', values.stores, values.readme ? readmeStores : storeModels, (name) =>
        storeModels.find((store) => store.name === name),
      ),
      faultSets: listed('--faults', values.faults, values.readme ? readmeFaultSets : faultSets, faultSetNamed),
      jobs: integer('--jobs', values.jobs ?? String(availableParallelism()), 1, 256),
      out: values.out,
      readme: values.readme,
    };
    return { kind: 'matrix', options };
  } catch (error) {
    const sentence = ((error as Error).message.split(/\.\s|\n/)[0] ?? '').replace(/\.$/, '');
    return { kind: 'error', message: `${sentence} (see --help).` };
  }
}

/** The items that a list names, each once and in its order; all of them when there is no list. */
function listed<Item>(
  flag: string,
  text: string | undefined,
  all: readonly Item[],
  named: (name: string) => Item | undefined,
): readonly Item[] {
  if (text === undefined) {
    return all;
  }
  return [...new Set(text.split(',').map((name) => name.trim()))].map((name) => {
    const item = named(name);
    if (item === undefined) {
      throw new Error(`${flag} does not know '${name}'`);
    }
    return item;
  });
}

function integer(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^[0-9]+$/.test(text) || value < least || value > most) {
    throw new Error(`${flag} must be a whole number from ${least} to ${most}, not '${text}'`);
  }
  return value;
}
