import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { choice, seconds, text } from '../../src/main/flags/flag.ts';
import { argsWithout, BadCommandLine, readFlags } from '../../src/main/flags/read-flags.ts';
import { type Explanation, explain as explained } from '../explain/explanation.ts';
import { failureOf, requirementsFor } from '../explain/failure.ts';
import { player } from '../explain/script/play.ts';
import { describeSize, type Script, scriptOf, sizeOf } from '../explain/script/script.ts';
import { readScriptFile, type ScriptFile, scriptFileText } from '../explain/script/script-file.ts';
import { shrink } from '../explain/shrink/shrink.ts';
import { invocation } from '../invocation.ts';
import { describeOptions } from '../simulator/options-text.ts';
import { simulate } from '../simulator/simulate.ts';
import type { SimulationOptions } from '../simulator/simulation-options.ts';
import type { Command } from './command.ts';
import { commandText } from './command-text.ts';
import { helpList } from './help-list.ts';
import { LiveLine } from './live-line.ts';
import { makeDirectory } from './make-directory.ts';
import { pinnedOptions, simulationFlags, simulationFlagsHelp } from './simulation-flags.ts';

/** What is to be explained: the run of a seed, or a script that was shrunk before. */
export type ExplainOptions = SeedOptions | ScriptOptions;

/** A run to be explained. */
export interface SeedOptions {
  readonly kind: 'seed';
  readonly seed: number;
  readonly options: SimulationOptions;
  /** The checker whose violation is to be explained, if one is named. */
  readonly checker: string | undefined;
  /** How long to shrink at most. */
  readonly budgetMs: number;
  /** The folder for the results. */
  readonly out: string;
  /** The command that repeats the run. */
  readonly simulateCommand: string;
}

/** A script to be drawn. */
export interface ScriptOptions {
  readonly kind: 'script';
  readonly file: string;
  /** The folder for the results; undefined for that of the file. */
  readonly out: string | undefined;
}

/** Runs at most: enough for anything that can be drawn, and a bound in case time stands still. */
const runsMax = 200_000;

const checkers = ['final', 'phantom', 'converged', 'fresh', 'monotone', 'linearizable', 'replies', 'node'];

const ownFlags = {
  checker: choice(checkers),
  budget: seconds(0.001, 1_000_000),
  out: text(),
  script: text(),
} as const;

const flags = { ...simulationFlags, ...ownFlags } as const;

const help = `Explains a failure: replays a simulated run that went wrong, takes away all that the failure does
not need, and draws the rest.

  sluice explain --seed 3 --design cas-loop     the run of "sluice simulate" with the same options
  sluice explain --script FILE                  draws a failure again that was shrunk before

In a clone: npm run explain -- [options]

  --seed N                   the seed of the run
  --checker NAME             what to explain when several things went wrong (default: the first of
                             these that is violated):
                             ${helpList(checkers, 29)}
  --budget S                 seconds to shrink for at most (default 30); what is left then is drawn
  --out DIR                  where explain.svg, explain.txt and script.json go (default
                             ./store/explain/<design>-<seed>,
                             with --script the folder of the file)
  --script FILE              a script.json; nothing is shrunk, and the run's own options are in it
${simulationFlagsHelp}
  -h, --help                 this text

Options that are not given are drawn from the seed, as for "sluice simulate". The same command gives
the same drawing, as long as the budget is enough.

Exit code: 0 the failure was drawn, or there is none; 1 it could not be replayed;
2 a command line not understood.

Examples:
  sluice explain --challenge --design cas-loop --seed 1
  sluice explain --challenge --design read-modify-write --store lin-kv --latency 5 --seed 1
  sluice explain --challenge --design per-node-keys --nemesis kill --seed 1 --checker final
  sluice explain --script store/explain/cas-loop-1/script.json
`;

/** `npm run explain`: shrinks a run that went wrong and draws it. */
export const explain: Command<ExplainOptions> = { flags, help, read, run };

function read(args: readonly string[]): ExplainOptions {
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
    budgetMs: values.budget ?? 30_000,
    out: out ?? `store/explain/${options.design}-${seed}`,
    simulateCommand: commandText(argsWithout(args, flags, Object.keys(ownFlags)), seed, 'simulate'),
  };
}

function run(options: ExplainOptions): void {
  if (options.kind === 'seed') {
    explainSeed(options);
  } else {
    explainScript(options);
  }
}

function explainSeed({ seed, options, checker, budgetMs, out, simulateCommand }: SeedOptions): void {
  const { stdout } = process;
  stdout.write(`Seed ${seed}\n${describeOptions(options)}\n`);
  const simulation = simulate(seed, options);
  const failure = failureOf(simulation, undefined, checker === undefined ? {} : { checker });
  if (failure === undefined) {
    const what = checker === undefined ? 'The run is valid' : `The ${checker} checker has no violation`;
    stdout.write(`${what}: there is nothing to explain.\n`);
    return;
  }
  stdout.write(`${failure.message}\n`);
  const script = scriptOf(seed, options, simulation, requirementsFor(failure, simulation.requirements));
  const startedMs = performance.now();
  const took = () => `${((performance.now() - startedMs) / 1_000).toFixed(1)} s`;
  const live = new LiveLine(stdout, { terminal: 0, plain: 0 });
  const shrunkTo = (_: string, left: Script, runs: number) => {
    live.show(() => `${took().padStart(8)}   ${describeSize(sizeOf(left))}   (${runs} runs)`);
  };
  const budget = { runsMax, isOver: () => performance.now() - startedMs > budgetMs };
  const shrunk = shrink(script, failure, player(), budget, shrunkTo);
  live.end();
  if (shrunk === undefined) {
    process.stderr.write(`The run of seed ${seed} does not fail again when it is replayed as a script.\n`);
    process.exitCode = 1;
    return;
  }
  const file: ScriptFile = {
    command: simulateCommand,
    seed,
    from: sizeOf(script),
    failure: shrunk.failure,
    script: shrunk.script,
  };
  const explanation = explained(file, player())!;
  stdout.write(`\n${explanation.text}\n`);
  write(out, explanation);
  const scriptPath = join(out, 'script.json');
  writeFileSync(scriptPath, scriptFileText(file));
  const stopped = shrunk.stoppedBy === undefined ? '' : ', stopped by the budget: more time may take away more';
  stdout.write(
    `From ${describeSize(file.from)} to ${describeSize(sizeOf(shrunk.script))} ` +
      `(${shrunk.runs.toLocaleString('en-US')} runs in ${took()}${stopped}).\n${reseeded(script, shrunk.script)}` +
      `The whole run:   ${simulateCommand}\nThis drawing:    ${invocation('explain')} --script ${scriptPath}\n`,
  );
}

/** Says so when choices are drawn from other seeds than the run's. */
function reseeded(script: Script, shrunk: Script): string {
  const streams = [
    ...(shrunk.storeSeed === script.storeSeed ? [] : [`the store's choices are drawn from seed ${shrunk.storeSeed}`]),
    ...(shrunk.seed === script.seed ? [] : [`the network's choices are drawn from seed ${shrunk.seed}`]),
  ];
  return streams.length === 0 ? '' : `So that so little is enough, ${streams.join(' and ')}.\n`;
}

function explainScript({ file: path, out }: ScriptOptions): void {
  const file = readScript(path);
  const explanation = explained(file, player());
  if (explanation === undefined) {
    process.stdout.write('The script does not fail any more: there is nothing to explain.\n');
    return;
  }
  process.stdout.write(`${explanation.text}\n`);
  write(out ?? dirname(path), explanation);
  process.stdout.write(`The whole run:   ${file.command}\n`);
}

function readScript(path: string): ScriptFile {
  try {
    return readScriptFile(readFileSync(path, 'utf8'));
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    throw new BadCommandLine(`--script ${path} ${code === undefined ? message : `can't be read: ${message}`}`);
  }
}

function write(out: string, { svg, text }: Explanation): void {
  makeDirectory(out);
  writeFileSync(join(out, 'explain.svg'), svg);
  writeFileSync(join(out, 'explain.txt'), text);
  process.stdout.write(`Wrote ${join(out, 'explain.svg')}, explain.txt beside it\n`);
}
