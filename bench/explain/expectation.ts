import { allowedStalenessMs } from '../checkers/judge.ts';
import { ReadBounds } from '../checkers/read-bounds.ts';
import { contains, type Range, subsetSums } from '../checkers/subset-sums.ts';
import type { Operation, Requirements, Run } from '../run.ts';

/** What a read may have answered. */
export interface Expectation {
  readonly lowest: number;
  /** Infinity where only the lower bound matters. */
  readonly highest: number;
  /** The possible sums, where not all between the bounds are. */
  readonly possible?: readonly Range[];
  /** An earlier read that sets the lower bound, when the acknowledged adds don't. */
  readonly earlier?: Operation;
}

/** What `read` may have answered, by the rules of one checker. */
export function expectationOf(read: Operation, checker: string, run: Run, requirements: Requirements): Expectation {
  const { operations } = run;
  if (checker === 'final') {
    return finalExpectation(operations);
  }
  const bounds = new ReadBounds(operations, allowedStalenessMs(requirements));
  const most = bounds.mostSent(read);
  if (checker === 'phantom') {
    return { lowest: 0, highest: most };
  }
  const lowest = bounds.lowest(read);
  if (checker === 'fresh') {
    return { lowest, highest: Number.POSITIVE_INFINITY };
  }
  const earlier = highestBefore(read, operations, checker === 'monotone');
  const before = earlier?.value ?? 0;
  if (checker === 'linearizable' && lowest >= before) {
    return { lowest, highest: most };
  }
  const highest = checker === 'linearizable' ? most : Number.POSITIVE_INFINITY;
  return { lowest: before, highest, ...(earlier && { earlier }) };
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

function highestBefore(read: Operation, operations: readonly Operation[], sameClient: boolean): Operation | undefined {
  let highest: Operation | undefined;
  for (const each of operations) {
    const isBefore = each.f === 'read' && each.outcome === 'ok' && each.completedMs <= read.invokedMs;
    if (!isBefore || each.index >= read.index || (sameClient && each.client !== read.client)) {
      continue;
    }
    // For the linearizable checker only those reads count that had surely returned.
    if (!sameClient && each.completedMs === read.invokedMs) {
      continue;
    }
    if (highest === undefined || each.value! > highest.value!) {
      highest = each;
    }
  }
  return highest;
}
