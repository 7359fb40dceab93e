import type { Operation } from '../run.ts';
import { Finder, type Findings } from './findings.ts';

/**
 * In the last round of final reads all nodes answer the same. A node whose reads in that round all
 * failed counts as silent. An add in doubt may still land between two rounds; whoever goes back
 * then is left to `monotone` and `fresh`.
 *
 * @param rounds - All reads of each round, in order of time; with none there is nothing to compare.
 */
export function convergedChecker(rounds: readonly (readonly Operation[])[]): Findings {
  const finder = new Finder('converged');
  const last = rounds.at(-1) ?? [];
  for (const node of nodesOf(last)) {
    if (last.every((read) => read.node !== node || read.outcome !== 'ok')) {
      finder.found(() => `no successful final read by ${node} in the last of ${rounds.length} rounds`);
    }
  }
  const answers = answersOf(last);
  if (answers.size > 1) {
    const lowest = Math.min(...answers.keys());
    const low = last.find((read) => read.outcome === 'ok' && read.value === lowest);
    finder.found(() => `${describe(answers)}, ${inRounds(rounds)}`, low?.index);
  }
  return finder;
}

/** The nodes that gave each answer, in order of the answers. */
function answersOf(round: readonly Operation[]): ReadonlyMap<number, readonly string[]> {
  const ok = round.filter(({ outcome }) => outcome === 'ok');
  const values = [...new Set(ok.map(({ value }) => value ?? Number.NaN))].sort((left, right) => left - right);
  return new Map(
    values.map((value) => [value, nodesOf(ok.filter((read) => Object.is(read.value ?? Number.NaN, value)))]),
  );
}

function nodesOf(reads: readonly Operation[]): readonly string[] {
  return [...new Set(reads.map(({ node }) => node))].sort((left, right) =>
    left.localeCompare(right, 'en', { numeric: true }),
  );
}

/** For people: `n0 answered 10, n1 and n2 15`. */
function describe(answers: ReadonlyMap<number, readonly string[]>): string {
  return [...answers].map(([value, nodes], at) => `${listed(nodes)} ${at === 0 ? 'answered ' : ''}${value}`).join(', ');
}

/** How many rounds at the end have the same disagreement. */
function inRounds(rounds: readonly (readonly Operation[])[]): string {
  const texts = rounds.map((round) => describe(answersOf(round)));
  const agreeing = texts.findLastIndex((text) => text !== texts.at(-1));
  const count = texts.length - 1 - agreeing;
  if (count === rounds.length) {
    return `in ${count} ${count === 1 ? 'round' : 'rounds'}`;
  }
  return count === 1 ? `in the last of ${rounds.length} rounds` : `in the last ${count} of ${rounds.length} rounds`;
}

function listed(nodes: readonly string[]): string {
  const shown = nodes.slice(0, nodesListedMax);
  const left = nodes.length - shown.length;
  if (left > 0) {
    return `${shown.join(', ')} and ${left} more`;
  }
  return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

const nodesListedMax = 6;
