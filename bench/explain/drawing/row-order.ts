/** Something to be placed on a row. */
export interface Placeable {
  readonly atMs: number;
  /** The lifelines it is on; the order on each of them is kept. */
  readonly lifelines: readonly number[];
  /** An item that must come before it, on whatever lifeline. */
  readonly follows?: number | undefined;
}

/**
 * Gives every item a row so that time runs downwards on every lifeline. Where possible, the two
 * ends of a message have the same row, so that its arrow is level: when it takes no time or nothing
 * happens meanwhile, and no lifeline's order changes.
 *
 * @param items - In order of time.
 * @param pairs - The items that should have the same row: the sending and the receipt of a message.
 * @returns For each item its row; rows are counted from 0 without gaps.
 */
export function rowsOf(items: readonly Placeable[], pairs: readonly (readonly [number, number])[]): readonly number[] {
  const group = items.map((_, index) => index);
  const after = successors(items);
  for (const [from, to] of pairs) {
    const isOnItsWay = items[from]!.atMs < items[to]!.atMs && to > from + 1;
    if (isOnItsWay || leadsTo(group, after, from, to) || leadsTo(group, after, to, from)) {
      continue;
    }
    // A group is named for its last item, so that a level message is placed where it is received.
    const [gone, kept] = [group[from]!, group[to]!];
    for (const [index, each] of group.entries()) {
      if (each === gone) {
        group[index] = kept;
      }
    }
  }
  return sorted(group, after);
}

/** For each item the next one on each of its lifelines. */
function successors(items: readonly Placeable[]): readonly (readonly number[])[] {
  const after: number[][] = items.map(() => []);
  const last = new Map<number, number>();
  for (const [index, { lifelines, follows }] of items.entries()) {
    if (follows !== undefined) {
      after[follows]!.push(index);
    }
    for (const lifeline of lifelines) {
      const before = last.get(lifeline);
      if (before !== undefined) {
        after[before]!.push(index);
      }
      last.set(lifeline, index);
    }
  }
  return after;
}

/** Whether a path leads from one group to another through a third: then the two can't be one. */
function leadsTo(group: readonly number[], after: readonly (readonly number[])[], from: number, to: number): boolean {
  const start = group[from]!;
  const target = group[to]!;
  const members = new Map<number, number[]>();
  for (const [index, each] of group.entries()) {
    members.set(each, [...(members.get(each) ?? []), index]);
  }
  const seen = new Set<number>([start]);
  const next = (of: number) => members.get(of)!.flatMap((index) => after[index]!.map((each) => group[each]!));
  const stack = next(start).filter((each) => each !== target && each !== start);
  for (let each = stack.pop(); each !== undefined; each = stack.pop()) {
    if (each === target) {
      return true;
    }
    if (seen.has(each)) {
      continue;
    }
    seen.add(each);
    stack.push(...next(each));
  }
  return false;
}

/**
 * Groups in an order that agrees with every lifeline's; the earliest first among those that could
 * be next.
 */
function sorted(group: readonly number[], after: readonly (readonly number[])[]): readonly number[] {
  const waitingFor = new Map<number, number>(group.map((each) => [each, 0]));
  for (const [index, list] of after.entries()) {
    for (const each of list) {
      if (group[each] !== group[index]) {
        waitingFor.set(group[each]!, waitingFor.get(group[each]!)! + 1);
      }
    }
  }
  const ready = [...waitingFor].filter(([, count]) => count === 0).map(([each]) => each);
  const rows = new Map<number, number>();
  while (ready.length > 0) {
    const first = Math.min(...ready);
    ready.splice(ready.indexOf(first), 1);
    rows.set(first, rows.size);
    for (const [index, list] of after.entries()) {
      if (group[index] !== first) {
        continue;
      }
      for (const each of list) {
        if (group[each] === first) {
          continue;
        }
        const count = waitingFor.get(group[each]!)! - 1;
        waitingFor.set(group[each]!, count);
        if (count === 0) {
          ready.push(group[each]!);
        }
      }
    }
  }
  return group.map((each) => rows.get(each)!);
}
