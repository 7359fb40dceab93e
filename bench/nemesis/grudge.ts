import type { Grudge } from '../network/link-faults.ts';
import { below, pick, type Random, shuffle } from '../random.ts';

/**
 * The ways of cutting nodes from each other that Jepsen's partition package draws from, for a
 * database without primaries, as Maelstrom's are.
 */
export const partitionShapes = ['one', 'minority-third', 'majority', 'majorities-ring'] as const;

/** The smallest number of nodes that is more than half of `count`. */
export function majority(count: number): number {
  return Math.floor(count / 2) + 1;
}

/** The largest number of nodes that is less than a third of `count`. */
export function minorityThird(count: number): number {
  return Math.floor(Math.max(0, count - 1) / 3);
}

/**
 * Draws which nodes no longer hear which, for one of Jepsen's shapes: one node alone; two halves,
 * the larger a majority; less than a third cut off (nothing with 3 nodes); a ring in which every
 * node sees a majority, each a different one.
 */
export function drawGrudge(shape: (typeof partitionShapes)[number], nodes: readonly string[], random: Random): Grudge {
  const shuffled = shuffle(random, nodes);
  switch (shape) {
    case 'one':
      return completeGrudge([shuffled.slice(0, 1), shuffled.slice(1)]);
    case 'majority': {
      const half = Math.floor(nodes.length / 2);
      return completeGrudge([shuffled.slice(0, half), shuffled.slice(half)]);
    }
    case 'minority-third': {
      const third = minorityThird(nodes.length);
      return completeGrudge([shuffled.slice(0, third), shuffled.slice(third)]);
    }
    case 'majorities-ring':
      return nodes.length <= 5 ? perfectRing(shuffled) : stochasticRing(shuffled, random);
  }
}

/** A grudge in words: `n0 | n1 n2` where it makes groups, else which node is deaf to which. */
export function describeGrudge(grudge: Grudge, nodes: readonly string[]): string {
  const hears = (node: string) => nodes.filter((other) => !grudge.get(node)?.has(other));
  const groups = new Map(nodes.map((node) => [hears(node).join(' '), node]));
  const isGrouping = nodes.every((node) => hears(node).every((other) => hears(other).join() === hears(node).join()));
  if (isGrouping) {
    return groups.size === 1 ? 'cuts nothing' : [...groups.keys()].join(' | ');
  }
  return nodes
    .filter((node) => grudge.get(node)?.size)
    .map((node) => `${node} deaf to ${[...(grudge.get(node) ?? [])].sort().join(' ')}`)
    .join(', ');
}

/** Groups that don't hear each other. */
function completeGrudge(groups: readonly (readonly string[])[]): Grudge {
  const grudge = new Map<string, ReadonlySet<string>>();
  for (const group of groups) {
    const others = new Set(groups.filter((other) => other !== group).flat());
    for (const node of group) {
      if (others.size > 0) {
        grudge.set(node, others);
      }
    }
  }
  return grudge;
}

/**
 * Each node hears the majority in whose middle it is on the ring. With 3 nodes these are one-way
 * cuts.
 */
function perfectRing(ring: readonly string[]): Grudge {
  const size = majority(ring.length);
  const grudge = new Map<string, ReadonlySet<string>>();
  for (let start = 0; start < ring.length; start += 1) {
    const heard = Array.from({ length: size }, (_, step) => ring[(start + step) % ring.length] as string);
    const middle = heard[Math.floor(size / 2)] as string;
    const cut = ring.filter((node) => !heard.includes(node));
    if (cut.length > 0) {
      grudge.set(middle, new Set(cut));
    }
  }
  return grudge;
}

/**
 * For larger rings Jepsen links the node with the fewest links to another one with few, until each
 * sees a majority.
 */
function stochasticRing(nodes: readonly string[], random: Random): Grudge {
  const heard = new Map(nodes.map((node) => [node, new Set([node])]));
  const degree = (node: string) => (heard.get(node) as Set<string>).size;
  for (;;) {
    const least = Math.min(...nodes.map(degree));
    if (least >= majority(nodes.length)) {
      break;
    }
    const from = pick(
      random,
      nodes.filter((node) => degree(node) === least),
    );
    const strangers = nodes.filter((node) => !heard.get(from)?.has(node));
    const fewest = Math.min(...strangers.map(degree));
    const candidates = strangers.filter((node) => degree(node) === fewest);
    const to = candidates[below(random, candidates.length)] as string;
    heard.get(from)?.add(to);
    heard.get(to)?.add(from);
  }
  return new Map(nodes.map((node) => [node, new Set(nodes.filter((other) => !heard.get(node)?.has(other)))]));
}
