import type { Operation } from '../run.ts';
import { Finder, type Findings } from './findings.ts';
import { errorText, named } from './operation-text.ts';
import { contains, type Range, subsetSums } from './subset-sums.ts';

/**
 * The strict end check: each of the `concurrency` workers has exactly one successful final read,
 * and each of these is the sum of the acknowledged adds plus that of some subset of the
 * indeterminate ones. An add refused with a definite error must not be counted. Exact: only sums
 * that can be reached are allowed, not all between the lowest and the highest. Every read counts as
 * a violation of its own; those that are wrong alike have one sentence.
 */
export function finalChecker(operations: readonly Operation[], concurrency: number): Findings {
  const finder = new Finder('final');
  let acknowledged = 0;
  let refused = 0;
  const inDoubt: number[] = [];
  const reads: Operation[][] = Array.from({ length: concurrency }, () => []);
  for (const operation of operations) {
    if (operation.f === 'add') {
      const delta = operation.value ?? 0;
      if (operation.outcome === 'ok') {
        acknowledged += delta;
      } else if (operation.outcome === 'info') {
        inDoubt.push(delta);
      } else {
        refused += delta;
      }
    } else if (operation.f === 'read' && operation.final) {
      reads[operation.worker]?.push(operation);
    }
  }
  const possible = subsetSums(acknowledged, inDoubt);
  const wrong = new Map<number | null, Operation[]>();
  const missing = new Map<string, number[]>();
  for (const [worker, tried] of reads.entries()) {
    const ok = tried.filter((read) => read.outcome === 'ok');
    for (const read of ok) {
      if (contains(possible, read.value ?? Number.NaN)) {
        continue;
      }
      wrong.set(read.value, [...(wrong.get(read.value) ?? []), read]);
    }
    const last = tried.at(-1);
    if (ok.length === 0) {
      const end = howItEnded(last);
      missing.set(end, [...(missing.get(end) ?? []), worker]);
    }
    if (ok.length > 1) {
      finder.found(() => `worker ${worker} has ${ok.length} final reads, not one`, last?.index);
    }
  }
  for (const [end, workers] of missing) {
    const [worker, last] = [workers[0]!, reads[workers[0]!]?.at(-1)];
    const which =
      workers.length === 1
        ? `worker ${worker}`
        : `${workers.length} of ${concurrency} workers (the first is ${worker})`;
    finder.found(
      () => `no successful final read by ${which}: ${last === undefined ? '' : `${named(last)} `}${end}`,
      last?.index,
      workers.length,
    );
  }
  for (const [value, answered] of wrong) {
    const read = answered[0]!;
    const more = answered.length - 1;
    const others = more === 0 ? '' : `, and ${more} other final ${more === 1 ? 'read' : 'reads'} the same`;
    finder.found(
      () => `${named(read)} answered ${value}${others}; ${explain(value, possible, acknowledged, refused)}`,
      read.index,
      answered.length,
    );
  }
  return finder;
}

function howItEnded(last: Operation | undefined): string {
  if (last === undefined) {
    return 'none was made';
  }
  const { error, outcome } = last;
  return `ended in ${error === undefined ? outcome : errorText(error)}`;
}

function explain(value: number | null, possible: readonly Range[], acknowledged: number, refused: number): string {
  const lowest = possible[0]![0];
  const highest = possible.at(-1)![1];
  const doubt = lowest === highest ? '' : `, with those in doubt ${lowest} to ${highest}`;
  const truth = `${acknowledged} was acknowledged in all${doubt}`;
  if (value === null || !Number.isSafeInteger(value)) {
    return `${truth}: not an integer`;
  }
  if (value < lowest) {
    return `${truth}: too low by ${lowest - value}, so lost or stale`;
  }
  if (value > highest) {
    const refusals = refused > 0 ? `, or refused adds (${refused} in all) counted` : '';
    return `${truth}: too high by ${value - highest}, so doubled${refusals}`;
  }
  const after = possible.findIndex(([low]) => low > value);
  return `${truth}: no set of adds makes it, only ${possible[after - 1]![1]} or ${possible[after]![0]} on either side`;
}
