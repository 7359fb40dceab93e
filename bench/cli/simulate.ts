import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { below, seedMax } from '../random.ts';
import { readSimulationFlags, type SimulationFlags, simulationFlags, simulationFlagsHelp } from '../simulator/flags.ts';
import { historyText } from '../simulator/history-text.ts';
import { describeOptions } from '../simulator/options-text.ts';
import { type Outcome, type Simulation, simulate } from '../simulator/simulate.ts';
import { commandText } from './command-text.ts';

const help = `The simulator: whole clusters in one thread and in virtual time, everything drawn from one seed.

  npm run simulate -- --seed 42          replays one run exactly
  npm run simulate -- --runs 10000       explores; every option is drawn from the run's seed

  --seed N                   the seed, or the first of --runs (default random, printed)
  --runs N                   how many, with consecutive seeds (default 1)
  --history FILE             write the operations of a single run, one a line, as JSON
${simulationFlagsHelp}

Whatever is not pinned is drawn from the seed: design (one of ours) and store (one it claims to survive), nodes, load,
latency, faults, and the node's settings. First faults and load, then all faults gone and everything must come round.

Exit codes: 0 valid; 1 safety: a wrong answer; 3 a node crashed or was muted; 4 liveness: no answer in the end; 2 bad command line.

Examples:
  npm run simulate -- --users-test --design cas-loop --seed 3
  npm run simulate -- --runs 1000 --design sluice-cas --store adversarial-sequential --nemesis kill,loss
`;

const exitCodes: Readonly<Record<Outcome, number>> = { valid: 0, safety: 1, crash: 3, liveness: 4 };

function main(args: readonly string[]): void {
  let flags: SimulationFlags;
  let runs: number;
  let historyFile: string | undefined;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { ...simulationFlags, runs: { type: 'string', default: '1' }, history: { type: 'string' } },
      strict: true,
    });
    if (values.help) {
      process.stdout.write(help);
      return;
    }
    flags = readSimulationFlags(values);
    runs = Number(values.runs);
    if (!/^\d+$/.test(values.runs) || runs < 1) {
      throw new Error(`--runs must be a whole number from 1 on, not '${values.runs}'`);
    }
    historyFile = values.history;
    if (historyFile !== undefined && runs > 1) {
      throw new Error('--history takes a single run, so not with --runs');
    }
  } catch (error) {
    process.stderr.write(`${(error as Error).message.split(/\.\s|\n/)[0]} (see --help)\n`);
    process.exitCode = 2;
    return;
  }
  const first = flags.seed ?? below(Math.random, seedMax - runs);
  if (runs === 1) {
    single(args, flags, first, historyFile);
  } else {
    explore(args, flags, first, runs);
  }
}

function single(args: readonly string[], flags: SimulationFlags, seed: number, historyFile: string | undefined): void {
  const options = flags.optionsOf(seed);
  process.stdout.write(`Seed ${seed}\n${describeOptions(options)}\n`);
  const simulation = simulate(seed, options);
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
  process.stdout.write(`Seed ${seed}; again: ${commandText(args, seed, 'npm run simulate')}\n`);
  process.exitCode = exitCodes[outcome];
}

/** How often the progress of many runs is shown, in milliseconds. */
const progressIntervalMs = { terminal: 500, plain: 10_000 };

function explore(args: readonly string[], flags: SimulationFlags, first: number, runs: number): void {
  const { isTTY } = process.stdout;
  const startedMs = performance.now();
  let shownMs = startedMs;
  let operations = 0;
  let faults = 0;
  const failed: Record<Outcome, number> = { valid: 0, safety: 0, crash: 0, liveness: 0 };
  process.stdout.write(`Seeds ${first} to ${first + runs - 1}\n`);
  const line = (done: number) => {
    const perSecond = (done / (performance.now() - startedMs)) * 1_000;
    const bad = runs === done ? '' : `, ${Math.round((runs - done) / perSecond)} s to go`;
    return `${done} of ${runs} runs, ${perSecond.toFixed(1)} runs/s, ${operations} operations checked, ${faults} faults tried, ${done - failed.valid} failed${bad}`;
  };
  for (let done = 0; done < runs; done += 1) {
    const seed = first + done;
    const options = flags.optionsOf(seed);
    const simulation = simulateOrTell(seed, () => simulate(seed, options));
    const { run, outcome } = simulation;
    operations += run.operations.length;
    faults += run.faults.length;
    failed[outcome] += 1;
    if (outcome !== 'valid') {
      const again = commandText(withoutRuns(args), seed, 'npm run simulate');
      process.stdout.write(
        `${isTTY ? '\r\x1b[2K' : ''}Seed ${seed}: ${outcome}\n${describeOptions(options)}\n${findings(simulation)}again: ${again}\n`,
      );
    }
    const nowMs = performance.now();
    if (nowMs - shownMs > (isTTY ? progressIntervalMs.terminal : progressIntervalMs.plain)) {
      shownMs = nowMs;
      process.stdout.write(isTTY ? `\r\x1b[2K${line(done + 1)}` : `${line(done + 1)}\n`);
    }
  }
  process.stdout.write(`${isTTY ? '\r\x1b[2K' : ''}${line(runs)}\n`);
  const worst = (['crash', 'safety', 'liveness'] as const).find((outcome) => failed[outcome] > 0) ?? 'valid';
  process.stdout.write(
    `${worst === 'valid' ? 'All valid' : `crash ${failed.crash}, safety ${failed.safety}, liveness ${failed.liveness}`}; ` +
      `seeds ${first} to ${first + runs - 1}\n`,
  );
  process.exitCode = exitCodes[worst];
}

/** Should the simulator itself fail, the seed must not be lost. */
function simulateOrTell(seed: number, run: () => Simulation): Simulation {
  try {
    return run();
  } catch (error) {
    process.stderr.write(`\nThe simulator failed at seed ${seed}.\n`);
    throw error;
  }
}

function withoutRuns(args: readonly string[]): string[] {
  return args.flatMap((arg, i) => {
    if (arg === '--runs' || arg === '--seed') {
      return [];
    }
    if (arg.startsWith('--runs=') || arg.startsWith('--seed=')) {
      return [];
    }
    return args[i - 1] === '--runs' || args[i - 1] === '--seed' ? [] : [arg];
  });
}

/** What was found, one line each. */
function findings({ verdict, run }: Simulation): string {
  const fallen = run.nodes.flatMap(({ id, crashed, muted }) => [
    ...(crashed ? [`  ${id} crashed: ${crashed.lastStderr.split('\n').slice(0, 4).join(' ')}`] : []),
    ...(muted ? [`  ${id} was muted: ${muted.reason}: ${muted.line}`] : []),
  ]);
  const violations = verdict.violations.map(({ checker, message }) => `  ${checker}: ${message}`);
  return [...fallen, ...violations].map((text) => `${text}\n`).join('');
}

main(process.argv.slice(2));
