import type { CounterSteps, PlacedAdd } from './counter-steps.ts';

/** Choices that the search may look at before it gives up: well under a second. */
export const searchChoicesMax = 3_000_000;

/**
 * Adds that may be open at once. With more the search would not end, and it goes one call deeper
 * for each.
 */
const openAddsMax = 2_000;

/** An add with its place in the order of the search. */
interface OpenAdd extends PlacedAdd {
  readonly rank: number;
}

/**
 * The first step that no choice of whole adds can fill, whatever was chosen for the steps before
 * it; undefined when every step can be filled, or when the search reached a limit. Follows all
 * choices at once, one step after the other: which adds are left open after a step is all that the
 * next steps depend on.
 *
 * Two rules limit the choices. An add is used no earlier than those that completed before it began:
 * real-time order. And of two adds with equal deltas, it is used no earlier than one that both
 * began and ended no later: exchanging the two in any linearization gives another one. Both rules
 * only name adds that come first by completion, then invocation, so one pass in that order sees for
 * each add whether one that it needs has been left out.
 */
export function unfillableStep({ values, adds }: CounterSteps): number | undefined {
  const ranked = [...adds]
    .sort((a, b) => (a.completedMs === b.completedMs ? a.invokedMs - b.invokedMs : a.completedMs - b.completedMs))
    .map((add, rank) => ({ ...add, rank }));
  const arriving = ranked.toSorted((a, b) => a.first - b.first);
  let frontier: readonly (readonly OpenAdd[])[] = [[]];
  let next = 0;
  const budget = { choices: searchChoicesMax };
  for (let step = 1; step < values.length; step += 1) {
    const arrived: OpenAdd[] = [];
    for (; next < arriving.length && arriving[next]!.first <= step; next += 1) {
      arrived.push(arriving[next]!);
    }
    const amount = values[step]! - values[step - 1]!;
    const reached = new Map<string, readonly OpenAdd[]>();
    for (const before of frontier) {
      const open = [...before, ...arrived].sort((a, b) => a.rank - b.rank);
      if (open.length > openAddsMax) {
        return undefined;
      }
      budget.choices -= open.length;
      for (const left of fillings(open, amount, step, budget)) {
        reached.set(left.map(({ rank }) => rank).join(), left);
      }
      if (budget.choices <= 0) {
        return undefined;
      }
    }
    if (reached.size === 0) {
      return step;
    }
    frontier = [...reached.values()];
  }
  return undefined;
}

/**
 * Every allowed way to use adds of `open` that sum to `amount`, among them all whose last step is
 * `step`: the adds that each way leaves.
 */
function fillings(
  open: readonly OpenAdd[],
  amount: number,
  step: number,
  budget: { choices: number },
): (readonly OpenAdd[])[] {
  const found: (readonly OpenAdd[])[] = [];
  const lastForced = open.findLastIndex(({ last }) => last <= step);
  // What all adds from here on can still sum to.
  const rest = new Float64Array(open.length + 1);
  for (let i = open.length - 1; i >= 0; i -= 1) {
    rest[i] = rest[i + 1]! + open[i]!.delta;
  }
  const left: OpenAdd[] = [];
  const choose = (from: number, missing: number): void => {
    budget.choices -= 1 + left.length / 8;
    if (budget.choices <= 0 || missing > rest[from]!) {
      return;
    }
    if (missing === 0 && from > lastForced) {
      found.push([...left, ...open.slice(from)]);
      return;
    }
    const add = open[from];
    if (add === undefined) {
      return;
    }
    if (add.delta <= missing && !left.some((other) => mustComeFirst(other, add))) {
      choose(from + 1, missing - add.delta);
    }
    if (add.last <= step) {
      return;
    }
    left.push(add);
    choose(from + 1, missing);
    left.pop();
  };
  choose(0, amount);
  return found;
}

function mustComeFirst(other: OpenAdd, add: OpenAdd): boolean {
  if (other.completedMs < add.invokedMs) {
    return true;
  }
  return other.delta === add.delta && other.invokedMs <= add.invokedMs && other.completedMs <= add.completedMs;
}
