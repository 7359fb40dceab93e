import { describe, expect, test } from 'vitest';
import { describeGrudge, drawGrudge, partitionShapes } from '../../../bench/nemesis/grudge.ts';
import type { Grudge } from '../../../bench/network/link-faults.ts';
import { stream } from '../../../bench/random.ts';

const named = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);
const cuts = (grudge: Grudge) => [...grudge].flatMap(([to, froms]) => [...froms].map((from) => `${from}>${to}`)).sort();
const heardBy = (grudge: Grudge, node: string, nodes: readonly string[]) =>
  nodes.filter((other) => !grudge.get(node)?.has(other));

function* draws(shape: (typeof partitionShapes)[number], nodes: readonly string[]) {
  for (let seed = 0; seed < 50; seed += 1) {
    yield drawGrudge(shape, nodes, stream(seed, shape));
  }
}

describe('grudges', () => {
  test.each([2, 3, 5, 7])('one node of %i alone: cut from all others, both ways', (count) => {
    const nodes = named(count);
    const alone = new Set<string>();
    for (const grudge of draws('one', nodes)) {
      const [lonely] = nodes.filter((node) => heardBy(grudge, node, nodes).length === 1);
      alone.add(lonely as string);
      expect(grudge.get(lonely as string)?.size).toBe(count - 1);
      for (const other of nodes.filter((node) => node !== lonely)) {
        expect([...(grudge.get(other) ?? [])]).toEqual(count === 2 ? [nodes.find((node) => node !== other)] : [lonely]);
      }
    }
    expect(alone.size).toBe(count === 2 ? 1 : count);
  });

  test.each([3, 4, 5, 7])('majority: two groups of %i, the smaller with half rounded down', (count) => {
    const nodes = named(count);
    for (const grudge of draws('majority', nodes)) {
      const sizes = nodes.map((node) => heardBy(grudge, node, nodes).length).sort();
      const small = Math.floor(count / 2);
      expect(sizes.filter((size) => size === small).length).toBe(count === 2 * small ? count : small);
      expect(new Set(sizes)).toEqual(new Set([small, count - small]));
      for (const cut of cuts(grudge)) {
        expect(cuts(grudge)).toContain(cut.split('>').reverse().join('>'));
      }
    }
  });

  test('a minority third is less than a third: none of 3, one of 4 to 6, two of 7', () => {
    for (const [count, cutOff] of [
      [3, 0],
      [4, 1],
      [6, 1],
      [7, 2],
    ] as const) {
      const nodes = named(count);
      for (const grudge of draws('minority-third', nodes)) {
        expect(cuts(grudge)).toHaveLength(2 * cutOff * (count - cutOff));
      }
    }
  });

  test('the ring of 3 has three one-way cuts', () => {
    const nodes = named(3);
    const rings = new Set<string>();
    for (const grudge of draws('majorities-ring', nodes)) {
      expect(cuts(grudge)).toHaveLength(3);
      for (const node of nodes) {
        expect(heardBy(grudge, node, nodes)).toHaveLength(2);
      }
      for (const cut of cuts(grudge)) {
        expect(cuts(grudge)).not.toContain(cut.split('>').reverse().join('>'));
      }
      rings.add(cuts(grudge).join());
    }
    expect(rings.size).toBe(2);
  });

  test.each([5, 6, 7, 9])(
    'in a ring of %i every node hears a majority with itself in it, and not all do the same',
    (count) => {
      const nodes = named(count);
      for (const grudge of draws('majorities-ring', nodes)) {
        const views = nodes.map((node) => heardBy(grudge, node, nodes));
        for (const [at, view] of views.entries()) {
          expect(view).toContain(nodes[at]);
          expect(view.length).toBeGreaterThan(count / 2);
        }
        expect(new Set(views.map(String)).size).toBeGreaterThan(1);
      }
    },
  );

  test('in a ring of 5 every node is in the middle of what it hears, so two nodes hear each other or neither', () => {
    for (const grudge of draws('majorities-ring', named(5))) {
      expect(cuts(grudge)).toHaveLength(10);
      for (const cut of cuts(grudge)) {
        expect(cuts(grudge)).toContain(cut.split('>').reverse().join('>'));
      }
    }
  });

  test('a single node has nobody to be cut from', () => {
    for (const shape of partitionShapes) {
      expect(cuts(drawGrudge(shape, ['n0'], stream(1, shape)))).toEqual([]);
    }
  });

  test('are told in words', () => {
    const nodes = named(3);
    const cut = (pairs: Record<string, string[]>) =>
      new Map(Object.entries(pairs).map(([node, others]) => [node, new Set(others)]));
    expect(describeGrudge(cut({}), nodes)).toBe('cuts nothing');
    expect(describeGrudge(cut({ n0: ['n1', 'n2'], n1: ['n0'], n2: ['n0'] }), nodes)).toBe('n0 | n1 n2');
    expect(describeGrudge(cut({ n0: ['n2'], n1: ['n0'] }), nodes)).toBe('n0 deaf to n2, n1 deaf to n0');
  });
});
