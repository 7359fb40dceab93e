import { describe, expect, it } from 'vitest';
import { convergedChecker } from '../../../bench/checkers/converged.ts';
import type { Operation } from '../../../bench/run.ts';
import { history } from '../history.ts';

/** A round of final reads, by node; null for one that got no answer. */
function round(answers: readonly (readonly [node: string, value: number | null])[]): readonly Operation[] {
  return history(
    ...answers.map(([node, value]) => ({
      f: 'read' as const,
      final: true,
      node,
      value,
      outcome: value === null ? ('info' as const) : ('ok' as const),
    })),
  );
}

const of = (...rounds: readonly (readonly (readonly [string, number | null])[])[]) =>
  convergedChecker(rounds.map(round)).violations.map(({ message }) => message);

const agreed = [
  ['n0', 15],
  ['n1', 15],
] as const;
const apart = [
  ['n0', 10],
  ['n1', 15],
] as const;

describe('the converged checker', () => {
  it('is content when all nodes agree in the last round, whatever was before', () => {
    expect(of(agreed)).toEqual([]);
    expect(of(apart, agreed)).toEqual([]);
    expect(of(apart, apart, agreed)).toEqual([]);
  });

  it('names the nodes, their answers, and for how many rounds they disagreed', () => {
    expect(of(apart)).toEqual(['n0 answered 10, n1 15, in 1 round']);
    expect(of(apart, apart, apart)).toEqual(['n0 answered 10, n1 15, in 3 rounds']);
    expect(of(agreed, agreed, apart)).toEqual(['n0 answered 10, n1 15, in the last of 3 rounds']);
    expect(of(agreed, apart, apart)).toEqual(['n0 answered 10, n1 15, in the last 2 of 3 rounds']);
  });

  it('groups nodes that answer the same, and says so when one node gives two answers', () => {
    const many = Array.from({ length: 12 }, (_, node) => [`n${node}`, node === 10 ? 4 : 9] as const);
    expect(of([...many, ['n2', 4]])).toEqual([
      'n2 and n10 answered 4, n0, n1, n2, n3, n4, n5 and 5 more 9, in 1 round',
    ]);
  });

  it('finds a node that is silent in the last round, as long as all of its reads are', () => {
    expect(of(agreed, [...agreed, ['n2', null]])).toEqual(['no successful final read by n2 in the last of 2 rounds']);
    expect(of([...agreed, ['n2', null], ['n2', 15]])).toEqual([]);
  });

  it('points to the read that is behind', () => {
    expect(convergedChecker([round(agreed), round(apart)]).violations[0]?.operation).toBe(0);
  });

  it('has nothing to say of a run that ended before its final reads', () => {
    expect(of()).toEqual([]);
    expect(of([])).toEqual([]);
  });
});
