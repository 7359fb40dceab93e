import TinyQueue from 'tinyqueue';
import type { CounterSteps, PlacedAdd } from './counter-steps.ts';

/**
 * Steps `from` to `to` of a counter that can't have grown as they did: `grown` is outside `bound`.
 */
export interface GrowthFault {
  readonly from: number;
  readonly to: number;
  readonly grown: number;
  /**
   * `less`: adds of `bound` in all can only have taken effect in these steps. `more`: only adds of
   * `bound` can have.
   */
  readonly kind: 'less' | 'more';
  readonly bound: number;
}

/**
 * The first span of steps in which the counter grew by less than the adds that must lie in it, or
 * by more than those that can; undefined when there is none, that is, when the steps can be filled
 * exactly if adds may be split. Fills one step after the other with the add whose last step comes
 * first, which fills all steps if anything does. O(n log n).
 */
export function growthFault(steps: CounterSteps): GrowthFault | undefined {
  const { values, adds } = steps;
  const homeless = adds.find(({ first, last }) => last < first);
  if (homeless !== undefined) {
    return tooLittle(steps, homeless.last);
  }
  const arriving = [...adds].sort((a, b) => a.first - b.first);
  const open = new EarliestLast();
  let next = 0;
  for (let step = 1; step < values.length; step += 1) {
    for (; next < arriving.length && arriving[next]!.first <= step; next += 1) {
      open.push(arriving[next]!);
    }
    let missing = values[step]! - values[step - 1]!;
    while (missing > 0) {
      const used = open.use(missing);
      if (used === 0) {
        return tooMuch(steps, step);
      }
      missing -= used;
    }
    if (open.last() <= step) {
      return tooLittle(steps, step);
    }
  }
  return undefined;
}

/**
 * Names the shortest span ending in `to` that is too small for the adds that lie within it; there
 * is one by Hall's theorem. An add with no step at all lies in the empty span from `to` + 1.
 */
function tooLittle({ values, adds }: CounterSteps, to: number): GrowthFault {
  const within = new Float64Array(to + 2);
  for (const { first, last, delta } of adds) {
    if (last <= to) {
      within[Math.min(first, to + 1)]! += delta;
    }
  }
  let bound = 0;
  let from = to + 1;
  for (; from >= 1; from -= 1) {
    bound += within[from]!;
    if (bound > values[to]! - values[from - 1]!) {
      break;
    }
  }
  from = Math.max(from, 1);
  return { from, to, grown: values[to]! - values[from - 1]!, kind: 'less', bound };
}

/**
 * Names the shortest span ending in `to` that all adds which can have taken effect in it can't
 * fill; as above.
 */
function tooMuch({ values, adds }: CounterSteps, to: number): GrowthFault {
  const reaching = new Float64Array(to + 1);
  for (const { first, last, delta } of adds) {
    if (first <= to) {
      reaching[Math.min(last, to)]! += delta;
    }
  }
  let bound = 0;
  let from = to;
  for (; from >= 1; from -= 1) {
    bound += reaching[from]!;
    if (bound < values[to]! - values[from - 1]!) {
      break;
    }
  }
  from = Math.max(from, 1);
  return { from, to, grown: values[to]! - values[from - 1]!, kind: 'more', bound };
}

/**
 * Adds that may be used now, each with the part of it not used yet; those with the earliest last
 * step first.
 */
class EarliestLast {
  readonly #adds = new TinyQueue<{ readonly last: number; left: number }>([], byLast);

  last(): number {
    return this.#adds.peek()?.last ?? Number.POSITIVE_INFINITY;
  }

  push({ last, delta }: PlacedAdd): void {
    this.#adds.push({ last, left: delta });
  }

  /**
   * Uses up to `amount` of the first add; returns how much of it there was, 0 when there is no add.
   */
  use(amount: number): number {
    const first = this.#adds.peek();
    if (first === undefined) {
      return 0;
    }
    const used = Math.min(amount, first.left);
    first.left -= used;
    if (first.left === 0) {
      this.#adds.pop();
    }
    return used;
  }
}

/** Infinity is a last step, too, and has no difference to itself. */
function byLast(a: { readonly last: number }, b: { readonly last: number }): number {
  return a.last === b.last ? 0 : a.last < b.last ? -1 : 1;
}
