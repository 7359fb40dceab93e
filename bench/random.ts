import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A source of uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * The largest seed. Seeds are integers from 0 up to it, so that a whole seed fits the generator's
 * state.
 */
export const seedMax = 0xffff_ffff;

/**
 * An independent stream of numbers named within a seed. Every consumer takes its own, so that what
 * one draws never depends on how often another did: the faults of a seed are the same whatever the
 * load is.
 *
 * @param seed - An integer from 0 to {@link seedMax}.
 */
export function stream(seed: number, name: string): Random {
  let hash = mix(seed ^ 0x9e37_79b9);
  for (let at = 0; at < name.length; at += 1) {
    hash = mix(hash ^ name.charCodeAt(at));
  }
  const state = [0, 0, 0, 0];
  for (let word = 0; word < state.length; word += 1) {
    hash = mix(hash + 0x9e37_79b9);
    state[word] = hash | 0;
  }
  // The one state xoroshiro can't leave is all zeros.
  state[3] = (state[3] as number) | 1;
  const generator = xoroshiro128plusFromState(state);
  return () => uniformFloat64(generator);
}

/** A uniform integer in 0 to `count` − 1; `count` is 1 or more. */
export function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** A uniform number from `low` up to, not including, `high`. */
export function between(random: Random, low: number, high: number): number {
  return low + random() * (high - low);
}

/** One element, each with the same chance; the list must not be empty. */
export function pick<Element>(random: Random, list: readonly Element[]): Element {
  return list[below(random, list.length)] as Element;
}

/** A copy in random order (Fisher and Yates). */
export function shuffle<Element>(random: Random, list: readonly Element[]): Element[] {
  const copy = [...list];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = below(random, last + 1);
    const kept = copy[last] as Element;
    copy[last] = copy[other] as Element;
    copy[other] = kept;
  }
  return copy;
}

/** The finalizer of MurmurHash3: every bit of the input reaches every bit of the output. */
function mix(word: number): number {
  let hash = word | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
