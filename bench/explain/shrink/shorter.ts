import type { Script } from '../script/script.ts';

/**
 * Less time: cuts idle stretches to a few lengths. The pause before the final reads stays: a final
 * read is wrong because the cluster was left alone for so long.
 */
export function shorter(script: Script): readonly Script[] {
  return [10, 100, 1_000]
    .map((gapMs) => withGaps(script, gapMs))
    .filter((each) => lengthOf(each) < lengthOf(script) || isTidier(each, script));
}

/** All gaps between events become `gapMs`, except those of 0, and so does the time to the end. */
function withGaps(script: Script, gapMs: number): Script {
  const { operations, faults, options } = script;
  const ends = faults.flatMap(({ fromMs, toMs }) => (Number.isFinite(toMs) ? [fromMs, toMs] : [fromMs]));
  const times = [...new Set([0, ...operations.map(({ atMs }) => atMs), ...ends])].sort((a, b) => a - b);
  const moved = new Map<number, number>();
  let nowMs = 0;
  for (const [index, atMs] of times.entries()) {
    if (index > 0) {
      nowMs += Math.min(gapMs, Math.max(1, Math.round(atMs - times[index - 1]!)));
    }
    moved.set(atMs, nowMs);
  }
  // The first event happens at once.
  const firstMs =
    operations[0] === undefined && ends.length === 0
      ? 0
      : moved.get(Math.min(operations[0]?.atMs ?? Number.POSITIVE_INFINITY, ...ends))!;
  const at = (ms: number) => moved.get(ms)! - firstMs;
  const timeLimitMs = Math.min(options.timeLimitMs, nowMs - firstMs + gapMs);
  return {
    ...script,
    options: { ...options, timeLimitMs },
    operations: operations.map((operation) => ({ ...operation, atMs: at(operation.atMs) })),
    faults: faults.map(({ fault, fromMs, toMs }) => ({
      fault,
      fromMs: at(fromMs),
      toMs: Number.isFinite(toMs) ? at(toMs) : toMs,
    })),
  };
}

function lengthOf({ options }: Script): number {
  return Math.round(options.timeLimitMs);
}

/** As long, but with whole milliseconds where there were fractions. */
function isTidier(each: Script, script: Script): boolean {
  const isWhole = ({ operations }: Script) => operations.every(({ atMs }) => Number.isInteger(atMs));
  return lengthOf(each) === lengthOf(script) && isWhole(each) && !isWhole(script);
}

/**
 * Smaller deltas: when there are few, all different and the larger first, so that a sum shows which
 * of them are in it; when there are many, all 1.
 */
export function smallerDeltas(script: Script): readonly Script[] {
  const { operations } = script;
  const adds = operations.flatMap(({ f }, at) => (f === 'add' ? [at] : []));
  const wanted = (at: number) => (adds.length > differentMax ? 1 : adds.length - adds.indexOf(at));
  const changed = (which: readonly number[]) => ({
    ...script,
    operations: operations.map((operation, at) =>
      which.includes(at) ? { ...operation, delta: wanted(at) } : operation,
    ),
  });
  const wrong = adds.filter((at) => operations[at]!.delta !== wanted(at));
  if (wrong.length === 0) {
    return [];
  }
  return [changed(wrong), ...(adds.length > differentMax ? [] : wrong.map((at) => changed([at])))];
}

/** Up to this many adds get different deltas. */
const differentMax = 4;
