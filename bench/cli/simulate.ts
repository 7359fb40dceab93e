import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { text, whole } from '../../src/main/flags/flag.ts';
import { argsWithout, BadCommandLine, readFlags } from '../../src/main/flags/read-flags.ts';
import { below, seedMax } from '../random.ts';
import { explore } from '../simulator/explore.ts';
import { findingsText } from '../simulator/findings-text.ts';
import { historyText } from '../simulator/history-text.ts';
import { describeOptions } from '../simulator/options-text.ts';
import { type Outcome, simulate as simulateRun } from '../simulator/simulate.ts';
import type { Command } from './command.ts';
import { commandText } from './command-text.ts';
import { interruptedCode, onInterruption } from './interruption.ts';
import { LiveLine } from './live-line.ts';
import { type PinnedOptions, pinnedOptions, simulationFlags, simulationFlagsHelp } from './simulation-flags.ts';

/** What is to be simulated. */
export interface SimulateOptions {
  readonly pinned: PinnedOptions;
  /** How many runs, with consecutive seeds. */
  readonly runs: number;
  /** Runs at a time. */
  readonly jobs: number;
  /** The file for the history of a single run. */
  readonly historyFile: string | undefined;
}

const flags = { ...simulationFlags, runs: whole(1, seedMax), jobs: whole(1, 256), history: text() } as const;

const help = `The simulator: whole clusters in virtual time, everything drawn from one seed.

  sluice simulate --seed 42        replays one run exactly   (in a clone: npm run simulate -- ...)
  sluice simulate --runs 10000     explores; every option is drawn from the run's seed

  --seed N                   the seed, or the first of --runs (default random, printed)
  --runs N                   how many, with consecutive seeds (default 1)
  --jobs N                   runs at a time (default: one for each processor); the results are the
                             same
  --history FILE             write the operations of a single run, one a line, as JSON
${simulationFlagsHelp}
  -h, --help                 this text

Options that are not given are drawn from the seed: design (one of ours) and store (one it claims to
survive), nodes, load, latency, faults, and the node's settings. First come faults and load, then
all faults end and every node must recover.

Exit code: 0 valid; 1 safety: a wrong answer; 3 a node crashed or was muted; 4 liveness: no answer
in the end; 2 a command line not understood; 128 and the signal's number when many runs were
interrupted: 130 for Ctrl-C, and what was done so far is told.

Examples:
  sluice simulate --challenge --design cas-loop --seed 1
  sluice simulate --runs 1000 --design sluice-cas --store adversarial-sequential --nemesis kill,loss
`;

const exitCodes: Readonly<Record<Outcome, number>> = { valid: 0, safety: 1, crash: 3, liveness: 4 };

/** `npm run simulate`: whole clusters in virtual time. */
export const simulate: Command<SimulateOptions> = { flags, help, read, run };

function read(args: readonly string[]): SimulateOptions {
  const { values } = readFlags(args, flags);
  const { runs = 1, jobs = availableParallelism(), history } = values;
  if (history !== undefined && runs > 1) {
    throw new BadCommandLine('--history takes a single run, so not with --runs');
  }
  return { pinned: pinnedOptions(values), runs, jobs, historyFile: history };
}

async function run(options: SimulateOptions, args: readonly string[]): Promise<void> {
  const { pinned, runs, historyFile } = options;
  const first = pinned.seed ?? below(Math.random, seedMax - runs + 1);
  if (runs === 1) {
    single(args, pinned, first, historyFile);
  } else {
    await exploreAll(options, args, first);
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
      `${run.net.kvRoundTrips} KV round trips\n${findingsText(simulation)}`,
  );
  if (historyFile !== undefined) {
    writeFileSync(historyFile, historyText(run));
  }
  process.stdout.write(`${outcome}${outcome === 'valid' ? '' : ` (${verdict.violationCount} violations)`}\n`);
  process.stdout.write(`Seed ${seed}; again: ${commandText(args, seed, 'simulate')}\n`);
  process.exitCode = exitCodes[outcome];
}

async function exploreAll(
  { pinned, runs, jobs }: SimulateOptions,
  args: readonly string[],
  firstSeed: number,
): Promise<void> {
  const live = new LiveLine(process.stdout, { terminal: 500, plain: 10_000 });
  const startedMs = performance.now();
  let done = 0;
  let operations = 0;
  let faults = 0;
  const ended: Record<Outcome, number> = { valid: 0, safety: 0, crash: 0, liveness: 0 };
  const seeds = `seeds ${firstSeed} to ${firstSeed + runs - 1}`;
  process.stdout.write(`S${seeds.slice(1)}\n`);
  const line = (isOver: boolean) => {
    const perSecond = (done / (performance.now() - startedMs)) * 1_000;
    const toGo = isOver ? '' : `, ${Math.round((runs - done) / perSecond)} s to go`;
    return (
      `${done} of ${runs} runs, ${perSecond.toFixed(1)} runs/s, ${operations} operations checked, ` +
      `${faults} faults tried, ${done - ended.valid} failed${toGo}`
    );
  };
  const interruption = new AbortController();
  let interruptedBy: NodeJS.Signals | undefined;
  onInterruption((signal) => {
    interruptedBy = signal;
    interruption.abort();
  });
  const ownArgs = argsWithout(args, flags, ['runs', 'seed', 'jobs']);
  const leading = await explore(
    { firstSeed, runs, jobs, optionsOf: pinned.optionsOf, signal: interruption.signal },
    {
      done: ({ outcome, operationCount, faultCount }) => {
        done += 1;
        operations += operationCount;
        faults += faultCount;
        ended[outcome] += 1;
        live.show(() => line(done === runs));
      },
      inOrder: ({ seed, outcome, findings }) => {
        if (outcome !== 'valid') {
          const again = commandText(ownArgs, seed, 'simulate');
          const options = describeOptions(pinned.optionsOf(seed));
          live.print(`Seed ${seed}: ${outcome}\n${options}\n${findings}again: ${again}\n`);
        }
      },
    },
  );
  live.print(`${line(true)}\n`);
  const worst = (['crash', 'safety', 'liveness'] as const).find((outcome) => ended[outcome] > 0) ?? 'valid';
  const counts = `crash ${ended.crash}, safety ${ended.safety}, liveness ${ended.liveness}`;
  if (interruptedBy === undefined || done === runs) {
    process.stdout.write(`${worst === 'valid' ? 'All valid' : counts}; ${seeds}\n`);
    process.exitCode = exitCodes[worst];
    return;
  }
  const rest = commandText(['--runs', String(runs - leading), ...ownArgs], firstSeed + leading, 'simulate');
  process.stdout.write(
    `Interrupted by ${interruptedBy} after ${done} of ${runs} runs: ${worst === 'valid' ? 'all valid' : counts}\n` +
      `The rest: ${rest}\n`,
  );
  process.exitCode = interruptedCode(interruptedBy);
}
