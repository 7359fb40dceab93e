import { HighestReads } from '../checkers/highest-reads.ts';
import { allowedStalenessMs } from '../checkers/judge.ts';
import { ReadBounds } from '../checkers/read-bounds.ts';
import { contains, type Range, subsetSums } from '../checkers/subset-sums.ts';
import { type Operation, type Requirements, type Run, withLaterReads } from '../run.ts';

/** What a read may have answered. */
export interface Expectation {
  readonly lowest: number;
  /** Infinity where only the lower bound matters. */
  readonly highest: number;
  /** The possible sums, where not all between the bounds are. */
  readonly possible?: readonly Range[];
  /** Another read that sets the lower bound, when the acknowledged adds don't. */
  readonly earlier?: Operation;
}

/** What `read` may have answered, by the rules of one checker. */
export function expectationOf(read: Operation, checker: string, run: Run, requirements: Requirements): Expectation {
  const operations = withLaterReads(run);
  if (checker === 'final') {
    return finalExpectation(operations);
  }
  const bounds = new ReadBounds(operations, allowedStalenessMs(requirements));
  const most = bounds.mostSent(read);
  if (checker === 'phantom') {
    return { lowest: 0, highest: most };
  }
  const highest = checker === 'linearizable' ? most : Number.POSITIVE_INFINITY;
  const lowest = checker === 'fresh' || checker === 'linearizable' ? bounds.lowest(read) : 0;
  const higher = higherRead(read, operations, checker, bounds.stalenessMs);
  if (higher === undefined || lowest >= higher.value!) {
    return { lowest, highest };
  }
  return { lowest: higher.value!, highest, earlier: higher };
}

/** Whether a read may have answered this. */
export function isExpected(value: number, { lowest, highest, possible }: Expectation): boolean {
  return value >= lowest && value <= highest && (possible === undefined || contains(possible, value));
}

/** An expectation in words that follow `should be`. */
export function describeExpectation({ lowest, highest }: Expectation, value: number | null): string {
  if (lowest === highest) {
    return `${lowest}`;
  }
  if (highest === Number.POSITIVE_INFINITY || (value !== null && value < lowest)) {
    return `≥ ${lowest}`;
  }
  return value !== null && value > highest ? `≤ ${highest}` : `${lowest} to ${highest}`;
}

function finalExpectation(operations: readonly Operation[]): Expectation {
  const adds = operations.filter(({ f }) => f === 'add');
  const sumOf = (outcome: Operation['outcome']) =>
    adds.filter((add) => add.outcome === outcome).map(({ value }) => value ?? 0);
  const acknowledged = sumOf('ok').reduce((sum, delta) => sum + delta, 0);
  const possible = subsetSums(acknowledged, sumOf('info'));
  return { lowest: possible[0]![0], highest: possible.at(-1)![1], possible };
}

/** The highest of the reads that a read must not stay below. */
function higherRead(
  read: Operation,
  operations: readonly Operation[],
  checker: string,
  stalenessMs: number,
): Operation | undefined {
  const reads = operations.filter(({ f, outcome }) => f === 'read' && outcome === 'ok');
  switch (checker) {
    case 'converged':
      // In the end time does not matter: whatever another node answers, this one must.
      return highest(reads);
    case 'monotone':
      return highest(reads.filter(({ client, index }) => client === read.client && index < read.index));
    default:
      return new HighestReads(reads).before(read.invokedMs - stalenessMs);
  }
}

function highest(reads: readonly Operation[]): Operation | undefined {
  return reads.reduce<Operation | undefined>(
    (most, each) => (most === undefined || each.value! > most.value! ? each : most),
    undefined,
  );
}
