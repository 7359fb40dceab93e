import { parseArgs } from 'node:util';
import { commandText } from '../cli/command-text.ts';
import { readSimulationFlags, simulationFlags, simulationFlagsHelp } from '../simulator/flags.ts';
import type { SimulationOptions } from '../simulator/simulation-options.ts';

/** What a command line of explain asks for. */
export type ExplainCommand =
  | {
      readonly kind: 'seed';
      readonly seed: number;
      readonly options: SimulationOptions;
      /** The checker whose finding is to be explained, if one is asked for. */
      readonly checker: string | undefined;
      /** How long to shrink at most. */
      readonly budgetMs: number;
      /** Where the results go. */
      readonly out: string;
      /** The run that is explained. */
      readonly simulateCommand: string;
    }
  | { readonly kind: 'script'; readonly file: string; readonly out: string | undefined }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'error'; readonly message: string };

const checkers = ['final', 'phantom', 'converged', 'fresh', 'monotone', 'linearizable', 'activity', 'node'];

const help = `Explains a failure: replays a simulated run that went wrong, takes away all that it does not need, and draws the rest.

  npm run explain -- --seed 3 --design cas-loop      the run that "npm run simulate" does for the same options
  npm run explain -- --script FILE                   draws a failure again that was shrunk before

  --seed N                   the seed of the run
  --checker NAME             what to explain when several things went wrong: ${checkers.join(', ')}
                             (default: the first of these that found something)
  --budget S                 seconds to shrink for at most (default 30); what was found until then is drawn
  --out DIR                  where explain.svg, explain.txt and script.json go (default ./store/explain/<design>-<seed>,
                             with --script the folder of the file)
  --script FILE              a script.json; nothing is shrunk, and the run's own options are in it
${simulationFlagsHelp}
  -h, --help                 this text

Whatever is not pinned is drawn from the seed, as for "npm run simulate". The same command gives the same drawing, as long as
the budget is enough. Exit codes: 0 the failure was drawn, or there is none; 1 it could not be replayed; 2 bad command line.

Examples:
  npm run explain -- --users-test --design cas-loop --seed 1
  npm run explain -- --users-test --design read-modify-write --store lin-kv --latency 5 --seed 1
  npm run explain -- --users-test --design per-node-keys --nemesis kill --seed 1 --checker final
  npm run explain -- --script store/explain/cas-loop-1/script.json
`;

const ownFlags = {
  checker: { type: 'string' },
  budget: { type: 'string' },
  out: { type: 'string' },
  script: { type: 'string' },
} as const;

/** Reads a command line, without the program's own name. */
export function parseExplainCommand(args: readonly string[]): ExplainCommand {
  try {
    const { values, tokens } = parseArgs({
      args: [...args],
      options: { ...simulationFlags, ...ownFlags },
      strict: true,
      tokens: true,
    });
    const { script, checker, out, budget = '30' } = values;
    if (values.help) {
      return { kind: 'help', text: help };
    }
    if (script !== undefined) {
      const other = tokens.find((token) => token.kind === 'option' && token.name !== 'script' && token.name !== 'out');
      if (other?.kind === 'option') {
        throw new Error(`--${other.name} can't be given with --script, which says it all`);
      }
      return { kind: 'script', file: script, out };
    }
    if (checker !== undefined && !checkers.includes(checker)) {
      throw new Error(`--checker must be one of ${checkers.join(', ')}, not '${checker}'`);
    }
    if (!(/^\d*\.?\d+$/.test(budget) && Number(budget) > 0)) {
      throw new Error(`--budget must be a number of seconds above 0, not '${budget}'`);
    }
    const flags = readSimulationFlags(values);
    const { seed } = flags;
    if (seed === undefined) {
      throw new Error('--seed or --script is needed: which run is to be explained?');
    }
    const options = flags.optionsOf(seed);
    const own = tokens.flatMap((token) =>
      token.kind === 'option' && token.name in ownFlags
        ? [token.index, ...(token.inlineValue === false ? [token.index + 1] : [])]
        : [],
    );
    const simulateArgs = args.filter((_, index) => !own.includes(index));
    return {
      kind: 'seed',
      seed,
      options,
      checker,
      budgetMs: Number(budget) * 1_000,
      out: out ?? `store/explain/${options.design}-${seed}`,
      simulateCommand: commandText(simulateArgs, seed, 'npm run simulate'),
    };
  } catch (error) {
    const message = (error as Error).message.split(/\.\s|\n/)[0]!.replace(/\.$/, '');
    return { kind: 'error', message: `${message} (see --help).` };
  }
}
