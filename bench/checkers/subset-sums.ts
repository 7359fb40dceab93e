/** A closed range of integers, `[lowest, highest]`. */
export type Range = readonly [number, number];

/**
 * Every sum that `base` plus some subset of `deltas` can make, as ascending closed ranges that
 * neither overlap nor touch. Exact for any integers. Equal deltas are combined in powers of two, so
 * 100,000 deltas from 0 to 4 cost as much as 70.
 */
export function subsetSums(base: number, deltas: Iterable<number>): Range[] {
  const counts = new Map<number, number>();
  let lowest = base;
  for (const delta of deltas) {
    if (delta === 0) {
      continue;
    }
    // Leaving out a negative delta is the same as adding its size to a base that already includes
    // it.
    if (delta < 0) {
      lowest += delta;
    }
    const size = Math.abs(delta);
    counts.set(size, (counts.get(size) ?? 0) + 1);
  }
  let ranges: Range[] = [[lowest, lowest]];
  for (const [size, count] of [...counts].sort((a, b) => a[0] - b[0])) {
    for (let left = count, many = 1; left > 0; left -= many, many = Math.min(many * 2, left)) {
      ranges = unionWithShifted(ranges, size * many);
    }
  }
  return ranges;
}

/** Whether `value` lies in one of `ranges`, which are ascending and disjoint. */
export function contains(ranges: readonly Range[], value: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle]![1] < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const range = ranges[low];
  return range !== undefined && Number.isInteger(value) && range[0] <= value;
}

function unionWithShifted(ranges: readonly Range[], shift: number): Range[] {
  const union: [number, number][] = [];
  let i = 0;
  let j = 0;
  while (j < ranges.length) {
    const plain = ranges[i];
    const shifted = ranges[j]!;
    const takePlain = plain !== undefined && plain[0] <= shifted[0] + shift;
    const low = takePlain ? plain[0] : shifted[0] + shift;
    const high = takePlain ? plain[1] : shifted[1] + shift;
    if (takePlain) {
      i += 1;
    } else {
      j += 1;
    }
    const last = union.at(-1);
    if (last !== undefined && low <= last[1] + 1) {
      last[1] = Math.max(last[1], high);
    } else {
      union.push([low, high]);
    }
  }
  return union;
}
