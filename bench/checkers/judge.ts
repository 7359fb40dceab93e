import { constants } from 'node:os';
import { consistencies, neverBegan, type Requirements, type Run, type Verdict, withLaterReads } from '../run.ts';
import { activityChecker } from './activity.ts';
import { availabilityChecker } from './availability.ts';
import { convergedChecker } from './converged.ts';
import { echoChecker } from './echo.ts';
import { finalChecker } from './final.ts';
import { type Findings, shared } from './findings.ts';
import { freshChecker } from './fresh.ts';
import { HighestReads } from './highest-reads.ts';
import { linearizableChecker } from './linearizable.ts';
import { maelstromVerdict } from './maelstrom.ts';
import { monotoneChecker } from './monotone.ts';
import { phantomChecker } from './phantom.ts';
import { ReadBounds } from './read-bounds.ts';
import { repliesChecker } from './replies.ts';
import { statsChecker } from './stats.ts';

/**
 * The names of the checkers that decide over a run of `workload` held to `requirements`, in the
 * order they are reported. Each level of consistency requires the checkers of those below it; a
 * counter that may fall has no `monotone` and no `linearizable` of its own.
 */
export function requiredCheckers(workload: Run['workload'], requirements: Requirements): readonly string[] {
  const availability = requirements.availability === undefined ? [] : ['availability'];
  const something = requirements.mayTestNothing ? [] : ['activity', 'stats'];
  if (workload === 'echo') {
    return [...something, 'replies', 'echo', ...availability];
  }
  const level = consistencies.indexOf(requirements.consistency);
  const grows = workload === 'g-counter';
  return [
    ...something,
    'replies',
    'final',
    ...(level >= 1 ? ['phantom'] : []),
    ...(level >= 1 && grows ? ['monotone'] : []),
    ...(level >= 2 ? ['fresh'] : []),
    ...(level >= 3 && grows ? ['linearizable'] : []),
    ...(level >= 1 || requirements.converges ? ['converged'] : []),
    ...availability,
  ];
}

/** Those of the {@link requiredCheckers} that a run is held to, the others being for whole runs. */
export function appliedCheckers(run: Run, requirements: Requirements): readonly string[] {
  const required = requiredCheckers(run.workload, requirements);
  const isWhole = run.interrupted === undefined && !neverBegan(run);
  return isWhole ? required : required.filter((name) => !ofWholeRuns.has(name));
}

/**
 * What a run can't be held to that was interrupted, since its last operations are open, or that
 * never began, since what follows from that would only hide the cause.
 */
const ofWholeRuns: ReadonlySet<string> = new Set(['activity', 'stats', 'echo', 'final', 'converged', 'availability']);

/**
 * How many rounds of final reads are needed to judge a run: Maelstrom's, and two more to see
 * whether nodes agree.
 */
export function finalRounds(workload: Run['workload'], requirements: Requirements): number {
  return requiredCheckers(workload, requirements).includes('converged') ? 3 : 1;
}

/**
 * How old a read may be, in milliseconds: `linearizable` leaves no room for an old answer, whatever
 * else was allowed.
 */
export function allowedStalenessMs({ consistency, stalenessMs }: Requirements): number {
  return consistency === 'linearizable' ? 0 : stalenessMs;
}

/**
 * Judges a run: Maelstrom's own verdict beside the strict one, which holds when every checker named
 * by {@link appliedCheckers} finds nothing, no node crashed or was muted, and Maelstrom's verdict
 * holds: it is never more lenient. What is held against reads is held against the later reads too.
 * An interrupted run is never valid, and is held only to what holds at any moment. Pure; about a
 * second for 600,000 operations.
 */
export function judge(run: Run, requirements: Requirements): Verdict {
  const { operations, workload, nodes } = run;
  const all = withLaterReads(run);
  const reads = all.filter(({ f, outcome }) => f === 'read' && outcome === 'ok');
  const bounds = new ReadBounds(operations, allowedStalenessMs(requirements));
  const checkers: Record<string, () => Findings> = {
    activity: () => activityChecker(operations),
    stats: () => statsChecker(operations),
    replies: () => repliesChecker(all),
    echo: () => echoChecker(operations),
    final: () => finalChecker(operations, run.concurrency),
    phantom: () => phantomChecker(reads, bounds),
    monotone: () => monotoneChecker(reads),
    fresh: () => freshChecker(reads, bounds, workload === 'g-counter' ? new HighestReads(reads) : undefined),
    linearizable: () => linearizableChecker(all),
    converged: () => convergedChecker([operations.filter(({ final }) => final), ...run.laterReads]),
    availability: () => availabilityChecker(operations, requirements.availability),
  };
  const findings = appliedCheckers(run, requirements).map((name) => checkers[name]!());
  const violationCount = findings.reduce((sum, { count }) => sum + count, 0);
  const crashed = nodes.filter((node) => node.crashed !== undefined).map(({ id }) => id);
  const muted = nodes.filter((node) => node.muted !== undefined).map(({ id }) => id);
  const fallen = crashed.length + muted.length > 0;
  const maelstrom = maelstromVerdict(run, requirements.availability);
  // The checkers above ask all that Maelstrom's do; should they ever not, its verdict still counts.
  const holdsThere = requirements.mayTestNothing ? maelstrom.workload && maelstrom.availability : maelstrom.valid;
  const valid = violationCount === 0 && !fallen && holdsThere && !run.interrupted;
  return {
    maelstrom,
    valid,
    violations: shared(findings),
    violationCount,
    crashed,
    muted,
    exitCode: run.interrupted ? 128 + constants.signals[run.interrupted] : fallen ? 3 : valid ? 0 : 1,
  };
}
