import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, constants, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { nodeFlags as ourFlags } from '../../src/main/command-line.ts';
import { choice, decimal, given, or, short, text, whole } from '../../src/main/flags/flag.ts';
import { argsWithout, BadCommandLine, type FlagValues, readFlags, readValue } from '../../src/main/flags/read-flags.ts';
import { sluiceFile } from '../built-files.ts';
import { finalRounds, judge } from '../checkers/judge.ts';
import { counted } from '../counted.ts';
import type { Decision } from '../explain/explanation.ts';
import { invocation } from '../invocation.ts';
import { comparisonLine, evidenceLines } from '../lockstep/evidence-text.ts';
import { type SeedResult, seedLogs } from '../lockstep/play-seed.ts';
import { lockstepProblem } from '../lockstep/proc-access.ts';
import type { FaultKind } from '../nemesis/fault.ts';
import type { MessageLog } from '../network/network.ts';
import { type NodePromise, ownPromise } from '../own-promise.ts';
import { below, seedMax } from '../random.ts';
import { faultsDidNothing } from '../report/fault-effects.ts';
import { howItEnded } from '../report/node-fall.ts';
import { printable } from '../report/printable.ts';
import { renderResults } from '../report/results.ts';
import { writeRunFiles } from '../report/run-files.ts';
import { type Consistency, consistencies, type Operation, type Requirements, type Run, type Verdict } from '../run.ts';
import type { Plan } from '../run-test.ts';
import { workloads } from '../workload/request-mix.ts';
import { wrapped } from '../wrapped-text.ts';
import type { Command } from './command.ts';
import { commandText } from './command-text.ts';
import { decideRun, decisionText } from './decide-run.ts';
import { endInOrder, type Underway } from './end-in-order.ts';
import { mustBeExecutable } from './executable.ts';
import { idleFlags, idleNote, nodeFlags, nodeNames } from './maelstrom-flags.ts';
import { makeDirectory } from './make-directory.ts';
import { type Playing, playForReal, playInLockstep } from './play.ts';
import { makeRunDirectory } from './run-directory.ts';
import { SeedsProgress } from './seeds-progress.ts';
import { testDefaults } from './test-defaults.ts';
import { clientCount, testFlags } from './test-flags.ts';
import { TestProgress } from './test-progress.ts';
import { hasScript, readScriptTest, type ScriptTest, testScript } from './test-script.ts';

/** A test as the command line describes it. */
export interface TestOptions extends Omit<Plan, 'nodeName' | 'seed' | 'startedAt' | 'command'> {
  /** The node to test, as it was given; undefined for our own. */
  readonly bin: string | undefined;
  readonly nodeArgs: readonly string[];
  /** The seed of the first test; undefined when one is to be drawn. */
  readonly seed: number | undefined;
  /** How many tests to run, with consecutive seeds. */
  readonly testCount: number;
  /** Whether those after one that fails are run as well. */
  readonly keepGoing: boolean;
  /** Whether the nodes run in virtual time. */
  readonly lockstep: boolean;
  /** Whether a lockstep run is played twice. */
  readonly check: boolean;
  /** How many lockstep runs are played at a time. */
  readonly jobs: number;
  /** What is to be said about options that mean nothing here. */
  readonly note: string | undefined;
  /** What the node is held to, and why when that needs saying. */
  readonly promise: NodePromise;
  readonly availability: number | 'total' | undefined;
  /** The folder that gets one for this run. */
  readonly out: string;
  readonly logStderr: boolean;
  readonly logNetSend: boolean;
  readonly logNetRecv: boolean;
}

const flags = {
  ...testFlags,
  ...nodeFlags,
  ...idleFlags,
  script: text(),
  'test-count': whole(1, 1_000_000),
  runs: whole(1, 1_000_000),
  'keep-going': given(),
  lockstep: given(),
  check: given(),
  jobs: whole(1, 256),
  workload: short('w', choice(workloads)),
  bin: text(),
  demo: given(),
  availability: or(decimal(0, 1), 'total', 'total' as const),
  strict: given(),
  'no-strict': given(),
  consistency: choice(consistencies),
  out: text(),
  'log-stderr': given(),
  'log-net-send': given(),
  'log-net-recv': given(),
} as const;

/** The flags without effect, in lines of the help. */
const idleHelp = wrapped(`--${Object.keys(idleFlags).join(', --')}`, 96)
  .map((line) => `  ${line}\n`)
  .join('');

const help = `An embedded Maelstrom: runs a node on a simulated network with faults, and judges its answers.

  sluice test [options] [--] [arguments for the node]      (in a clone: npm start -- [options] ...)

With no options: our own node, g-counter, 3 nodes, 100 operations a second for 20 s, partitions.
Without --bin, options that are not given keep these values; with it, they have Maelstrom's own,
shown in brackets. Command lines of "maelstrom test" are taken as they are. As long as neither
--nemesis nor --nemesis-interval is given, the faults of our own node are drawn again from the seed
until a partition cuts something for 3 s.

      --demo                our own node, its strategy cas, under everything there is: all kinds of
                            faults in turn, each for about a second, and latency; takes 20 s at most
  -w, --workload NAME       g-counter (default), pn-counter or echo
      --bin FILE            an executable to test instead of our own node, in any language
      --node-count N        nodes, n0 and on: 3 [5, n1 to n5]
  -n, --node NAME           a node by its name; may be given several times
      --nodes A,B           nodes by their names
      --nodes-file FILE     the same, one a line
      --rate HZ             operations a second, all clients together: 100 [5]
      --time-limit S        seconds of load and faults: 20 [60]
      --concurrency N|Nn    clients, or clients per node with an n: 1n
      --latency MS          mean latency of messages without a client, one way, in whole ms: 0
      --latency-dist D      constant (default), uniform (0 to twice the mean) or exponential, of the
                            mean that --latency gives
      --nemesis A,B         faults: partition, kill, pause as Maelstrom has them; isolate-kv, loss,
                            duplicate, reorder between nodes and services, harsher than it; or none:
                            partition [none]
      --nemesis-interval S  mean seconds between switching a fault on and off: 10
      --availability A      share of operations that must succeed, 0 to 1, or total
      --log-stderr          the nodes' stderr on the console as well
      --log-net-send        every message sent
      --log-net-recv        every message received
      --test-count N        so many tests, one after another, with consecutive seeds; the first that
                            fails ends them: 1

Beyond Maelstrom:
      --seed N              what all chance is drawn from, 0 to ${seedMax}; random, and printed. The
                            same seed has the same faults and requests; how they end depends on
                            timing
      --lockstep            virtual time: each node is handed one message at a time and waited for,
                            so that the seed decides the outcome, too, and a test takes as long as
                            its messages take. For any node, in any language; needs Linux
      --check               with --lockstep: plays the test twice, and compares
      --runs N              the same as --test-count; with --lockstep on all processors, with the
                            files of the first that fails
      --keep-going          with --runs: to the end, however many fail
      --jobs N              with --lockstep and --runs: tests at a time: one for each processor
      --recovery S          seconds between the last fault and the final reads: 10
      --consistency LEVEL   what is required: final, monotone, fresh or linearizable, each with
                            those before it; of our node the strongest that its arguments promise,
                            of another: final
      --out DIR             where results go, in <workload>/<time>/: ./store
      --script FILE         plays what "sluice explain" made of a failure, in lockstep; nothing but
                            --bin can be added, which is for another node. Exit code 0 or 1
      --restart-queue WHAT  what becomes of the messages, ten at most, that wait for a killed node:
                            keep (it gets them once it has answered init, as in Maelstrom today),
                            before-init (harsher) or drop (as in Maelstrom before): keep
      --strict, --no-strict what Maelstrom lets pass though its documents don't allow it mutes a
                            node (no body, another's src, text after the message, control characters
                            in a string), a client that gave up is gone at once, and an add refused
                            for certain must not count. On for our own node, off for another
  -h, --help                this text

Taken and without effect, since they belong to other workloads or to Jepsen's SSH:
${idleHelp}
Ctrl-C ends the load, judges what was done so far and writes its files; a second one ends at once.

Exit code: 0 valid, 1 invalid, 2 a command line not understood, 3 a node did not start,
crashed or was muted,
128 and the signal's number when interrupted: 130 for Ctrl-C.

Examples:
  sluice test
  sluice test --demo
  sluice test --bin ./my-node.py --node-count 3 --rate 100 --time-limit 20 --nemesis partition
  sluice test -w echo --bin ./echo.rb --nodes n1 --time-limit 10 --log-stderr
  sluice test --seed 7 --nemesis partition,kill,pause --time-limit 60
  sluice test --rate 20000 --concurrency 10n -- --strategy cas
  sluice test --bin ./my-node.py --node-count 3 --rate 100 --time-limit 20 --lockstep --runs 100
`;

/** `sluice test` and `npm start`: real node processes on the embedded Maelstrom. */
export const test: Command<TestOptions | ScriptTest> = {
  flags,
  help,
  read: (args) => (hasScript(args) ? readScriptTest(args, flags) : readTest(args)),
  run: (options, args) => ('scriptFile' in options ? testScript(options) : run(options, args)),
};

/** Reads the command line of a test that is drawn from a seed. */
export function readTest(args: readonly string[]): TestOptions {
  // As in Maelstrom, a word that belongs to no option is the node's.
  const { values, positionals, rest } = readFlags(args, flags, { positionals: true, rest: true, restFlags: ourFlags });
  return testOptions(values, [...positionals, ...rest]);
}

function testOptions(values: FlagValues<typeof flags>, argsGiven: readonly string[]): TestOptions {
  const { bin, demo = false, workload = 'g-counter' } = values;
  if (demo && bin !== undefined) {
    throw new BadCommandLine(`--demo is of our own node: leave out --bin, or leave out --demo and choose --nemesis`);
  }
  const chosen = values.nemesis !== undefined || values['nemesis-interval'] !== undefined;
  if (demo && values['nemesis-interval'] !== undefined) {
    throw new BadCommandLine('--demo gives each fault its turn, so leave out --nemesis-interval');
  }
  const unset = testDefaults[demo ? 'demo' : bin === undefined ? 'own' : 'foreign'];
  const { nemesis: faults = unset.faults, seed } = values;
  const testCount = values.runs ?? values['test-count'] ?? 1;
  refuseSenseless(values, testCount);
  const { latency: meanMs = unset.latency.meanMs, 'latency-dist': distribution = unset.latency.distribution } = values;
  const nodes = nodeNames(values, unset.nodes);
  const nodeArgs = argsGiven.length > 0 ? argsGiven : unset.nodeArgs;
  if (bin === undefined && workload !== 'g-counter') {
    throw new BadCommandLine(
      `--workload ${workload} needs a node that serves it, named by --bin, since ours is a g-counter`,
    );
  }
  if ((values['latency-dist'] ?? 'constant') !== 'constant' && meanMs === 0) {
    throw new BadCommandLine(`--latency-dist ${distribution} needs the mean, 1 or more: add --latency MS`);
  }
  if (seed !== undefined) {
    // The seed of the last test must exist, too.
    readValue('--seed', whole(0, seedMax - testCount + 1), String(seed));
  }
  return {
    workload,
    bin,
    nodeArgs,
    nodes,
    concurrency: clientCount(values.concurrency ?? unset.clients, nodes.length),
    rate: values.rate ?? unset.rate,
    timeLimitMs: values['time-limit'] ?? unset.timeLimitMs,
    recoveryMs: values.recovery ?? unset.recoveryMs,
    latency: { meanMs, distribution },
    faults,
    nemesisIntervalMs: values['nemesis-interval'] ?? unset.nemesisIntervalMs,
    schedule: demo ? 'in-turn' : bin === undefined && !chosen ? 'biting' : undefined,
    restartQueue: values['restart-queue'] ?? 'keep',
    strict: isStrict(values),
    seed,
    testCount,
    keepGoing: values['keep-going'] ?? false,
    lockstep: values.lockstep ?? false,
    check: values.check ?? false,
    jobs: values.jobs ?? availableParallelism(),
    note: idleNote(values),
    promise: promiseOf(bin, nodeArgs, faults, values.consistency),
    availability: values.availability,
    out: values.out ?? 'store',
    logStderr: values['log-stderr'] ?? false,
    logNetSend: values['log-net-send'] ?? false,
    logNetRecv: values['log-net-recv'] ?? false,
  };
}

/** Options that say nothing without another, or against another. */
function refuseSenseless(values: FlagValues<typeof flags>, testCount: number): void {
  const { lockstep = false, check = false, jobs, runs } = values;
  if (runs !== undefined && values['test-count'] !== undefined) {
    throw new BadCommandLine('--runs and --test-count are the same: give one of them');
  }
  if (check && !lockstep) {
    throw new BadCommandLine('--check compares two plays in virtual time: add --lockstep');
  }
  if (check && testCount > 1) {
    throw new BadCommandLine('--check plays one seed twice, so not with --runs: leave out one of them');
  }
  if (values['keep-going'] && testCount === 1) {
    throw new BadCommandLine('--keep-going is about several tests: add --runs N');
  }
  if (jobs !== undefined && !(lockstep && testCount > 1)) {
    throw new BadCommandLine(
      '--jobs is about many tests in virtual time: add --lockstep and --runs N, or leave it out',
    );
  }
  const logs = (['log-stderr', 'log-net-send', 'log-net-recv'] as const).find((name) => values[name]);
  if (lockstep && testCount > 1 && logs !== undefined) {
    throw new BadCommandLine(`--${logs} would mix the lines of tests that run at the same time: leave out --runs`);
  }
}

function isStrict({ strict, 'no-strict': notStrict, bin }: FlagValues<typeof flags>): boolean {
  if (strict && notStrict) {
    throw new BadCommandLine('--strict and --no-strict exclude each other: give one of them');
  }
  return strict ?? (notStrict ? false : bin === undefined);
}

function promiseOf(
  bin: string | undefined,
  nodeArgs: readonly string[],
  faults: readonly FaultKind[],
  consistency: Consistency | undefined,
): NodePromise {
  if (bin !== undefined) {
    return { consistency: consistency ?? 'final', stalenessMs: 0 };
  }
  const promise = ownPromise(nodeArgs, faults);
  if ('problem' in promise) {
    throw new BadCommandLine(`the node's arguments are wrong: ${promise.problem}`);
  }
  // A level on the command line replaces ours, but not how old a read may be by the node's
  // settings, nor that all nodes agree in the end.
  const { note: _, ...held } = promise;
  return consistency === undefined ? promise : { ...held, consistency };
}

async function run(options: TestOptions, args: readonly string[]): Promise<void> {
  const { testCount, note, lockstep, keepGoing } = options;
  mustBeExecutable(binOf(options));
  const problem = lockstep ? lockstepProblem() : undefined;
  if (problem !== undefined) {
    throw new BadCommandLine(problem);
  }
  const first = options.seed ?? below(Math.random, seedMax - testCount + 1);
  const repeated = argsWithout(args, flags, [...flagsOfMany, ...Object.keys(idleFlags)]);
  const again = (seed: number) => commandText(repeated, seed, 'test');
  let underway: Underway | undefined;
  const begun = (begins: Underway) => {
    underway = begins;
  };
  endInOrder(() => underway);
  process.stdout.write(note === undefined ? '' : `${note}\n`);
  if (lockstep && testCount > 1) {
    process.exitCode = await runMany(options, first, again, begun);
    return;
  }
  let worst = 0;
  for (let seed = first; seed < first + testCount; seed += 1) {
    process.stdout.write(testCount === 1 ? '' : `\nTest ${seed - first + 1} of ${testCount}\n`);
    const exitCode = await runOne(options, seed, again(seed), begun);
    worst = Math.max(worst, exitCode);
    // As in Jepsen, the first that fails is the last, and so is one that was interrupted.
    if (exitCode !== 0 && (!keepGoing || exitCode >= 128)) {
      break;
    }
  }
  process.exitCode = worst;
}

/** What is left out of a command line that repeats one test of several. */
const flagsOfMany = ['test-count', 'runs', 'seed', 'keep-going', 'jobs'];

/** The plan of the test of one seed. */
export function planOf(options: TestOptions, seed: number, startedAt: string, command: string): Plan {
  return {
    ...options,
    finalRounds: finalRounds(options.workload, requirementsOf(options)),
    nodeName: options.bin === undefined ? 'sluice' : basename(options.bin),
    seed,
    startedAt,
    command,
  };
}

/** What a test's node is held to. */
export function requirementsOf({ availability, promise }: TestOptions): Requirements {
  return {
    consistency: promise.consistency,
    stalenessMs: promise.stalenessMs,
    ...(promise.converges && { converges: promise.converges }),
    ...(availability !== undefined && { availability }),
  };
}

/** Runs one test; its exit code. */
async function runOne(
  options: TestOptions,
  seed: number,
  command: string,
  begun: (underway: Underway) => void,
): Promise<number> {
  const startedAt = new Date().toISOString();
  const directory = makeRunDirectory(options.out, options.workload, startedAt);
  const { promise, lockstep, check } = options;
  const plan = planOf(options, seed, startedAt, command);
  process.stdout.write(`Seed ${seed}\n${planLine(plan, promise)}\n${promise.note ? `${promise.note}\n` : ''}`);
  const progress = new TestProgress(process.stdout, lockstep);
  const logged = (direction: string): MessageLog => {
    return (id, src, dest, bodyText) => progress.print(`${direction} ${id} ${src} -> ${dest} ${bodyText}\n`);
  };
  const nodes = {
    bin: binOf(options),
    args: options.nodeArgs,
    logDirectory: join(directory, 'node-logs'),
    ...(options.logStderr && { stderr: (node: string, said: string) => progress.print(prefixed(node, said)) }),
  };
  const hooks = {
    completed: (operation: Operation) => progress.completed(operation),
    log: {
      ...(options.logNetSend && { send: logged('send') }),
      ...(options.logNetRecv && { receive: logged('recv') }),
    },
  };
  const watch = (playing: Playing) => {
    begun({ ...playing, stopProgress: () => progress.stop() });
    progress.watch(playing.running);
  };
  const startedMs = performance.now();
  const { run, logFailures } = await (lockstep ? playInLockstep : playForReal)(plan, nodes, hooks, watch);
  const tookMs = performance.now() - startedMs;
  progress.stop();
  const requirements = requirementsOf(options);
  const verdict = judge(run, requirements);
  const decision =
    lockstep && !verdict.valid
      ? await decideRun(options, binOf(options), { run, verdict, requirements }, begun)
      : undefined;
  conclude({ run, verdict, requirements, decision }, directory, logFailures);
  if (options.bin === undefined && faultsDidNothing(run)) {
    process.stdout.write(`${invocation('test')} --demo shows our node under faults that do something.\n`);
  }
  if (run.lockstep !== undefined) {
    process.stdout.write(`${[paceLine(run, tookMs), ...evidenceLines(run.lockstep)].join('\n')}\n`);
    if (check && run.interrupted === undefined) {
      const second = await playInLockstep(
        plan,
        { ...nodes, logDirectory: join(directory, 'node-logs-second') },
        {},
        watch,
      );
      progress.stop();
      process.stdout.write(second.run.interrupted ? '' : `${comparisonLine(run.lockstep, second.run.lockstep!)}\n`);
    }
  }
  process.stdout.write(`${againLine(run)}\n`);
  return verdict.exitCode;
}

/**
 * Plays tests in virtual time, many at once, until one fails or to the end; the exit code of the
 * first that failed, or the highest of all.
 */
async function runMany(
  options: TestOptions,
  first: number,
  again: (seed: number) => string,
  begun: (underway: Underway) => void,
): Promise<number> {
  const { testCount, jobs, keepGoing, promise } = options;
  const { playSeeds } = await import('../lockstep/play-seeds.ts');
  const startedAt = new Date().toISOString();
  const requirements = requirementsOf(options);
  const planFor = (seed: number) => planOf(options, seed, startedAt, again(seed));
  makeDirectory(resolve(options.out));
  const logs = mkdtempSync(join(tmpdir(), 'sluice-logs-'));
  process.on('exit', () => rmSync(logs, { recursive: true, force: true }));
  process.stdout.write(
    `Seeds ${first} to ${first + testCount - 1}, ${jobs} at a time\n${planLine(planFor(first), promise)}\n` +
      (promise.note ? `${promise.note}\n` : ''),
  );
  const progress = new SeedsProgress(process.stdout, () => performance.now(), testCount);
  let exitCode = 0;
  let firstFailed: SeedResult | undefined;
  let interrupted: NodeJS.Signals | undefined;
  const nodes = { bin: binOf(options), args: options.nodeArgs, logDirectory: logs };
  const playing = playSeeds(
    { first, count: testCount, planOf: planFor, requirements, nodes, keepGoing, jobs },
    (result) => {
      progress.done(result);
      exitCode = Math.max(exitCode, result.exitCode);
      if (result.failed !== undefined) {
        firstFailed ??= result;
        progress.print(failureText(result.failed));
      }
    },
  );
  begun({
    interrupt: (signal) => {
      interrupted = signal;
      playing.stop();
    },
    // The threads end with the process, and their guards kill the nodes they leave.
    killAll: () => {},
    stopProgress: () => progress.stop(),
  });
  await playing.ended;
  progress.end();
  if (firstFailed?.failed !== undefined) {
    const { seed, failed } = firstFailed;
    const directory = makeRunDirectory(options.out, options.workload, startedAt);
    cpSync(seedLogs(logs, seed), join(directory, 'node-logs'), { recursive: true });
    process.stdout.write(`\nSeed ${seed}\n`);
    const { run, verdict, logFailures } = failed;
    const decision =
      interrupted === undefined
        ? await decideRun(options, binOf(options), { run, verdict, requirements }, begun)
        : undefined;
    conclude({ run, verdict, requirements, decision }, directory, logFailures);
    process.stdout.write(`${evidenceLines(failed.run.lockstep).join('\n')}\n${againLine(failed.run)}\n`);
  }
  if (interrupted !== undefined) {
    process.stdout.write(`Interrupted by ${interrupted}\n`);
    return 128 + constants.signals[interrupted];
  }
  return exitCode;
}

/** What went wrong in one of many runs, in a few lines. */
function failureText({ run, verdict }: NonNullable<SeedResult['failed']>): string {
  const fallen = run.nodes.flatMap(({ id, crashed, muted }) => [
    ...(crashed ? [`  Node ${id} ${howItEnded(crashed)}`] : []),
    ...(muted ? [`  Node ${id} was muted: ${muted.reason}`] : []),
  ]);
  const violations = verdict.violations.slice(0, violationsShown).map(({ message }) => `  ${message}`);
  const left = verdict.violationCount - violations.length;
  return [
    `Seed ${run.seed} failed`,
    ...[...fallen, ...violations].map((line) => printable(line, 500)),
    ...(left > 0 ? [`  … and ${left} more`] : []),
    `  again: ${run.command}`,
    '',
  ].join('\n');
}

/** Violations told of each of many runs; all of them are where the run is told alone. */
const violationsShown = 3;

function binOf({ bin }: TestOptions): string {
  return resolve(bin ?? sluiceFile);
}

function planLine({ workload, nodes, concurrency, rate, timeLimitMs, faults }: Plan, promise: NodePromise): string {
  const staleness = promise.stalenessMs > 0 ? ` with reads up to ${promise.stalenessMs} ms old` : '';
  return (
    `${workload}: ${counted(nodes.length, 'node')}, ${counted(concurrency, 'client')}, ` +
    `${rate} op/s for ${timeLimitMs / 1_000} s, ` +
    `faults: ${faults.join(', ') || 'none'}, required: ${promise.consistency}${staleness}`
  );
}

/** A run that is over, and all that is known of it. */
interface Concluded {
  readonly run: Run;
  readonly verdict: Verdict;
  readonly requirements: Requirements;
  /** Why it failed, if it did and that is known. */
  readonly decision: Decision | undefined;
}

/** Writes the files of a run and prints what was found. */
function conclude(
  { run, verdict, requirements, decision }: Concluded,
  directory: string,
  logFailures: readonly string[],
): void {
  const { written, failures } = writeRunFiles(run, verdict, requirements, directory, decision);
  process.stdout.write(`${renderResults(run, verdict, requirements)}\n`);
  process.stdout.write(decision === undefined ? '' : decisionText(decision));
  process.stdout.write(written.map((file) => `Wrote ${file}\n`).join(''));
  for (const failure of [...failures, ...logFailures]) {
    process.stderr.write(`Could not be written: ${failure}.\n`);
  }
}

function againLine({ seed, command, lockstep }: Run): string {
  const same = lockstep?.deterministic
    ? 'the same again'
    : lockstep
      ? 'the same but for what the nodes do on their own'
      : 'the same faults and requests; the outcome depends on timing';
  return `Seed ${seed}; again: ${command} (${same})`;
}

/** How fast a lockstep run was. */
function paceLine({ net }: Run, tookMs: number): string {
  const perMessage = (tookMs / Math.max(1, net.sent)).toFixed(2);
  return `Lockstep: ${net.sent} messages in ${(tookMs / 1_000).toFixed(1)} s, ${perMessage} ms a message`;
}

function prefixed(node: string, said: string): string {
  const lines = said.endsWith('\n') ? said.slice(0, -1) : said;
  return `${lines.replaceAll(/^/gm, `${node}: `)}\n`;
}
