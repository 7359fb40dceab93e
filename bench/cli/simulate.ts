import { writeFileSync } from 'node:fs';
import { text, whole } from '../../src/main/flags/flag.ts';
import { argsWithout, BadCommandLine, readFlags } from '../../src/main/flags/read-flags.ts';
import { below, seedMax } from '../random.ts';
import { howItEnded } from '../report/node-fall.ts';
import { historyText } from '../simulator/history-text.ts';
import { describeOptions } from '../simulator/options-text.ts';
import { type Outcome, type Simulation, simulate as simulateRun } from '../simulator/simulate.ts';
import type { Command } from './command.ts';
import { commandText } from './command-text.ts';
import { LiveLine } from './live-line.ts';
import { type PinnedOptions, pinnedOptions, simulationFlags, simulationFlagsHelp } from './simulation-flags.ts';

/** What is to be simulated. */
export interface SimulateOptions {
  readonly pinned: PinnedOptions;
  /** How many runs, with consecutive seeds. */
  readonly runs: number;
  /** The file for the history of a single run. */
  readonly historyFile: string | undefined;
}

const flags = { ...simulationFlags, runs: whole(1, seedMax), history: text() } as const;

const help = `The simulator: whole clusters in one thread and in virtual time, everything drawn from one seed.

  sluice simulate --seed 42        replays one run exactly   (in a clone: npm run simulate -- ...)
  sluice simulate --runs 10000     explores; every option is drawn from the run's seed

  --seed N                   the seed, or the first of --runs (default random, printed)
  --runs N                   how many, with consecutive seeds (default 1)
  --history FILE             write the operations of a single run, one a line, as JSON
${simulationFlagsHelp}
  -h, --help                 this text

Options that are not given are drawn from the seed: design (one of ours) and store (one it claims to
survive), nodes, load, latency, faults, and the node's settings. First come faults and load, then
all faults end and every node must recover.

Exit code: 0 valid; 1 safety: a wrong answer; 3 a node crashed or was muted; 4 liveness: no answer
in the end; 2 a command line not understood.

Examples:
  sluice simulate --challenge --design cas-loop --seed 1
  sluice simulate --runs 1000 --design sluice-cas --store adversarial-sequential --nemesis kill,loss
`;

const exitCodes: Readonly<Record<Outcome, number>> = { valid: 0, safety: 1, crash: 3, liveness: 4 };

/** `npm run simulate`: whole clusters in virtual time. */
export const simulate: Command<SimulateOptions> = { flags, help, read, run };

function read(args: readonly string[]): SimulateOptions {
  const { values } = readFlags(args, flags);
  const { runs = 1, history } = values;
  if (history !== undefined && runs > 1) {
    throw new BadCommandLine('--history takes a single run, so not with --runs');
  }
  return { pinned: pinnedOptions(values), runs, historyFile: history };
}

function run({ pinned, runs, historyFile }: SimulateOptions, args: readonly string[]): void {
  const first = pinned.seed ?? below(Math.random, seedMax - runs + 1);
  if (runs === 1) {
    single(args, pinned, first, historyFile);
  } else {
    explore(args, pinned, first, runs);
  }
}

function single(args: readonly string[], pinned: PinnedOptions, seed: number, historyFile: string | undefined): void {
  const options = pinned.optionsOf(seed);
  process.stdout.write(`Seed ${seed}\n${describeOptions(options)}\n`);
  const simulation = simulateRun(seed, options);
  const { run, verdict, outcome } = simulation;
  const ok = run.operations.filter((operation) => operation.outcome === 'ok').length;
  process.stdout.write(
    `${run.operations.length} operations, ${ok} ok; ${run.faults.length} faults; ` +
      `${run.net.kvRoundTrips} KV round trips\n${findings(simulation)}`,
  );
  if (historyFile !== undefined) {
    writeFileSync(historyFile, historyText(run));
  }
  process.stdout.write(`${outcome}${outcome === 'valid' ? '' : ` (${verdict.violationCount} violations)`}\n`);
  process.stdout.write(`Seed ${seed}; again: ${commandText(args, seed, 'simulate')}\n`);
  process.exitCode = exitCodes[outcome];
}

function explore(args: readonly string[], pinned: PinnedOptions, first: number, runs: number): void {
  const live = new LiveLine(process.stdout, { terminal: 500, plain: 10_000 });
  const startedMs = performance.now();
  let operations = 0;
  let faults = 0;
  const failed: Record<Outcome, number> = { valid: 0, safety: 0, crash: 0, liveness: 0 };
  process.stdout.write(`Seeds ${first} to ${first + runs - 1}\n`);
  const line = (done: number) => {
    const perSecond = (done / (performance.now() - startedMs)) * 1_000;
    const toGo = runs === done ? '' : `, ${Math.round((runs - done) / perSecond)} s to go`;
    return (
      `${done} of ${runs} runs, ${perSecond.toFixed(1)} runs/s, ${operations} operations checked, ` +
      `${faults} faults tried, ${done - failed.valid} failed${toGo}`
    );
  };
  for (let done = 0; done < runs; done += 1) {
    const seed = first + done;
    const options = pinned.optionsOf(seed);
    const simulation = simulateOrSay(seed, () => simulateRun(seed, options));
    const { run, outcome } = simulation;
    operations += run.operations.length;
    faults += run.faults.length;
    failed[outcome] += 1;
    if (outcome !== 'valid') {
      const again = commandText(argsWithout(args, flags, ['runs', 'seed']), seed, 'simulate');
      live.print(`Seed ${seed}: ${outcome}\n${describeOptions(options)}\n${findings(simulation)}again: ${again}\n`);
    }
    live.show(() => line(done + 1));
  }
  live.print(`${line(runs)}\n`);
  const worst = (['crash', 'safety', 'liveness'] as const).find((outcome) => failed[outcome] > 0) ?? 'valid';
  const counts = `crash ${failed.crash}, safety ${failed.safety}, liveness ${failed.liveness}`;
  process.stdout.write(`${worst === 'valid' ? 'All valid' : counts}; seeds ${first} to ${first + runs - 1}\n`);
  process.exitCode = exitCodes[worst];
}

/** If the simulator itself fails, the seed must not be lost. */
function simulateOrSay(seed: number, run: () => Simulation): Simulation {
  try {
    return run();
  } catch (error) {
    process.stderr.write(`\nThe simulator failed at seed ${seed}.\n`);
    throw error;
  }
}

/** What went wrong, one line each. */
function findings({ verdict, run }: Simulation): string {
  const fallen = run.nodes.flatMap(({ id, crashed, muted }) => [
    ...(crashed ? [`  ${id} ${howItEnded(crashed)}: ${crashed.lastStderr.split('\n').slice(0, 4).join(' ')}`] : []),
    ...(muted ? [`  ${id} was muted: ${muted.reason}: ${muted.line}`] : []),
  ]);
  const violations = verdict.violations.map(({ checker, message }) => `  ${checker}: ${message}`);
  return [...fallen, ...violations].map((text) => `${text}\n`).join('');
}
