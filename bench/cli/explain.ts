import { basename, dirname } from 'node:path';
import { choice, seconds, text } from '../../src/main/flags/flag.ts';
import { argsWithout, BadCommandLine, readFlags } from '../../src/main/flags/read-flags.ts';
import { explain as explained } from '../explain/explanation.ts';
import { type Failure, failureOf, requirementsFor } from '../explain/failure.ts';
import { player } from '../explain/script/play.ts';
import type { Played } from '../explain/script/played.ts';
import { scriptOf } from '../explain/script/script.ts';
import { determinismLines } from '../lockstep/evidence-text.ts';
import { describeOptions } from '../simulator/options-text.ts';
import { simulate } from '../simulator/simulate.ts';
import type { SimulationOptions } from '../simulator/simulation-options.ts';
import type { Command } from './command.ts';
import { commandText } from './command-text.ts';
import { endInOrder, type Underway } from './end-in-order.ts';
import { helpList } from './help-list.ts';
import { type NodeTest, playAsScript } from './play-as-script.ts';
import { scriptIn } from './script-in.ts';
import { shrinkAndDraw, writeDrawing } from './shrink-and-draw.ts';
import { pinnedOptions, simulationFlags, simulationFlagsHelp } from './simulation-flags.ts';
import { readTest, test } from './test.ts';

/** What is to be explained: the run of a seed, simulated or of processes, or a script. */
export type ExplainOptions = SeedOptions | NodeOptions | ScriptOptions;

interface RunOptions {
  readonly seed: number;
  /** The checker whose violation is to be explained, if one is named. */
  readonly checker: string | undefined;
  /** How long to shrink at most. */
  readonly budgetMs: number;
  /** The folder for the results. */
  readonly out: string;
}

/** A simulated run to be explained. */
export interface SeedOptions extends RunOptions {
  readonly kind: 'seed';
  readonly options: SimulationOptions;
  /** The command that repeats the run. */
  readonly simulateCommand: string;
}

/** A run of somebody's node to be explained. */
export interface NodeOptions extends RunOptions {
  readonly kind: 'node';
  readonly test: NodeTest;
  /** The command that repeats the run. */
  readonly testCommand: string;
}

/** A script to be drawn. */
export interface ScriptOptions {
  readonly kind: 'script';
  readonly file: string;
  /** The folder for the results; undefined for that of the file. */
  readonly out: string | undefined;
}

const budgetMsDefault = 30_000;

const checkers = ['final', 'phantom', 'converged', 'fresh', 'monotone', 'linearizable', 'replies', 'node'];

const ownFlags = {
  checker: choice(checkers),
  budget: seconds(0.001, 1_000_000),
  out: text(),
  script: text(),
} as const;

const flags = { ...simulationFlags, ...ownFlags } as const;

/** The flags of `sluice test`, of which the folder for the results is our own. */
const nodeFlags = { ...test.flags, ...ownFlags } as const;

const help = `Explains a failure: replays a run that went wrong, takes away all that the failure does not need,
and draws the rest.

  sluice explain --seed 3 --design cas-loop     the run of "sluice simulate" with the same options
  sluice explain --seed 3 --bin ./my-node       the run in lockstep of "sluice test" with the same
                                                options
  sluice explain --script FILE                  draws a failure again that was shrunk before

In a clone: npm run explain -- [options]

  --seed N                   the seed of the run
  --bin FILE                 a node, in any language, in place of a design; with it, every option of
                             "sluice test" can be given, and has the same default
  --checker NAME             what to explain when several things went wrong (default: the first of
                             these that is violated):
                             ${helpList(checkers, 29)}
  --budget S                 seconds to shrink for at most (default 30); what is left then is
                             drawn, and so it is after Ctrl-C
  --out DIR                  where explain.svg, explain.txt and script.json go (default
                             ./store/explain/<design or node>-<seed>,
                             with --script the folder of the file)
  --script FILE              a script.json; nothing is shrunk, and the run's own options are in it.
                             "sluice test --script FILE" says whether it still fails
${simulationFlagsHelp}
  -h, --help                 this text

Options that are not given are drawn from the seed, as for "sluice simulate". The same command gives
the same drawing, as long as the budget is enough.

Exit code: 0 the failure was drawn, or there is none; 1 it could not be replayed;
2 a command line not understood; 130 after Ctrl-C.

Examples:
  sluice explain --challenge --design cas-loop --seed 1
  sluice explain --challenge --design read-modify-write --store lin-kv --latency 5 --seed 1
  sluice explain --challenge --design per-node-keys --nemesis kill --seed 1 --checker final
  sluice explain --bin ./my-node.py --node-count 3 --rate 100 --time-limit 20 --seed 1
  sluice explain --script store/explain/cas-loop-1/script.json
`;

/** `npm run explain`: shrinks a run that went wrong and draws it. */
export const explain: Command<ExplainOptions> = { flags: { ...flags, bin: test.flags.bin! }, help, read, run };

function read(args: readonly string[]): ExplainOptions {
  const split = args.indexOf('--');
  const own = split < 0 ? args : args.slice(0, split);
  return own.some((arg) => arg === '--bin' || arg.startsWith('--bin=')) ? readNode(args) : readDesign(args);
}

function readNode(args: readonly string[]): NodeOptions {
  const { values } = readFlags(args, nodeFlags, { positionals: true, rest: true });
  const { checker, budget, out, script } = values;
  const testArgs = argsWithout(args, nodeFlags, Object.keys(ownFlags));
  const tested = readTest(testArgs);
  if (script !== undefined) {
    throw new BadCommandLine("--bin can't be given with --script, which names its node");
  }
  const { bin, seed, workload } = tested;
  if (bin === undefined || seed === undefined) {
    throw new BadCommandLine(
      '--seed must be given with --bin: one that fails is found by "sluice test --lockstep --runs 100" ' +
        'and the other options of the test',
    );
  }
  if (workload !== 'g-counter') {
    throw new BadCommandLine(`--workload ${workload} can't be explained: only g-counter can`);
  }
  const isLockstep = testArgs.includes('--lockstep');
  return {
    kind: 'node',
    seed,
    test: { ...tested, bin },
    checker,
    budgetMs: budget ?? budgetMsDefault,
    out: out ?? `store/explain/${basename(bin)}-${seed}`,
    testCommand: commandText(isLockstep ? testArgs : ['--lockstep', ...testArgs], seed, 'test'),
  };
}

function readDesign(args: readonly string[]): SeedOptions | ScriptOptions {
  const { values } = readFlags(args, flags);
  const { script, checker, out } = values;
  if (script !== undefined) {
    const other = Object.keys(values).find((name) => name !== 'script' && name !== 'out');
    if (other !== undefined) {
      throw new BadCommandLine(`--${other} can't be given with --script, which holds all options`);
    }
    return { kind: 'script', file: script, out };
  }
  const pinned = pinnedOptions(values);
  const { seed } = pinned;
  if (seed === undefined) {
    throw new BadCommandLine('--seed or --script must be given');
  }
  const options = pinned.optionsOf(seed);
  return {
    kind: 'seed',
    seed,
    options,
    checker,
    budgetMs: values.budget ?? budgetMsDefault,
    out: out ?? `store/explain/${options.design}-${seed}`,
    simulateCommand: commandText(argsWithout(args, flags, Object.keys(ownFlags)), seed, 'simulate'),
  };
}

async function run(options: ExplainOptions): Promise<void> {
  if (options.kind === 'script') {
    explainScript(options);
    return;
  }
  let underway: Underway | undefined;
  endInOrder(() => underway);
  const begun: Begun = (begins) => {
    underway = begins;
  };
  await (options.kind === 'seed' ? explainSeed(options, begun) : explainNode(options, begun));
}

/** Called with what a signal is to end from now on. */
type Begun = (underway: Underway) => void;

async function explainSeed(
  { seed, options, checker, budgetMs, out, simulateCommand }: SeedOptions,
  begun: Begun,
): Promise<void> {
  process.stdout.write(`Seed ${seed}\n${describeOptions(options)}\n`);
  const simulation = simulate(seed, options);
  const failure = failureToExplain(simulation, checker);
  if (failure !== undefined) {
    const script = scriptOf(seed, options, simulation, requirementsFor(failure, simulation.requirements));
    await shrinkAndDraw({ script, failure, budgetMs, out, command: simulateCommand }, begun);
  }
}

async function explainNode(
  { test, seed, checker, budgetMs, out, testCommand }: NodeOptions,
  begun: Begun,
): Promise<void> {
  process.stdout.write(`Seed ${seed}\n`);
  const played = await playAsScript(test, seed, begun);
  if (!played.run.lockstep?.deterministic) {
    process.stdout.write(`${determinismLines(played.run.lockstep!).join('\n')}\n`);
  }
  const failure = failureToExplain(played, checker);
  if (failure !== undefined) {
    const script = { ...played.script, requirements: requirementsFor(failure, played.requirements) };
    await shrinkAndDraw({ script, failure, budgetMs, out, command: testCommand }, begun);
  }
}

/** The failure that is to be explained, if there is one; says what it is, or that there is none. */
function failureToExplain(played: Played, checker: string | undefined): Failure | undefined {
  const failure = failureOf(played, undefined, checker === undefined ? {} : { checker });
  const what = checker === undefined ? 'The run is valid' : `The ${checker} checker has no violation`;
  process.stdout.write(`${failure?.message ?? `${what}: there is nothing to explain.`}\n`);
  return failure;
}

function explainScript({ file: path, out }: ScriptOptions): void {
  const file = scriptIn(path);
  const explanation = explained(file, player());
  if (explanation === undefined) {
    process.stdout.write('The script does not fail any more: there is nothing to explain.\n');
    return;
  }
  process.stdout.write(`${explanation.text}\n`);
  writeDrawing(out ?? dirname(path), explanation);
  process.stdout.write(`The whole run:   ${file.command}\n`);
}
