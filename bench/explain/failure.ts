import { allowedStalenessMs } from '../checkers/judge.ts';
import { type Consistency, type Operation, type Requirements, type Violation, withLaterReads } from '../run.ts';
import { type Expectation, expectationOf } from './expectation.ts';
import type { Played } from './script/played.ts';
import type { Script } from './script/script.ts';

/**
 * How an answer is wrong: too low, too high, a value that no choice of adds makes, or missing; or a
 * node that ended by itself, or printed what the network can't take.
 */
export type Direction = 'low' | 'high' | 'odd' | 'missing' | 'crashed' | 'muted';

/** One thing that went wrong in a run: it is kept while everything else is taken away. */
export interface Failure {
  /** The checker that found it; `node` for a node that crashed or was muted. */
  readonly checker: string;
  readonly direction: Direction;
  /** The checker's sentence. */
  readonly message: string;
  /** The operation with the wrong answer. */
  readonly operation?: Operation;
  /** What it should have been, if it is a read. */
  readonly expectation?: Expectation;
  /** The node that crashed or was muted. */
  readonly node?: string;
}

/** The checkers, easiest to understand first. */
const checkerOrder = ['final', 'phantom', 'converged', 'fresh', 'monotone', 'linearizable', 'replies', 'availability'];

/**
 * The failure of a run that is easiest to understand, or the first of the wanted kind; undefined
 * when there is none.
 *
 * @param script - What was played, unless the run was drawn from its seed: final reads that it
 *   leaves out are not missed.
 */
export function failureOf(
  played: Played,
  script?: Script,
  wanted?: Partial<Pick<Failure, 'checker' | 'direction'>>,
): Failure | undefined {
  const { run, verdict } = played;
  const isWanted = (failure: Failure) =>
    (wanted?.checker === undefined || wanted.checker === failure.checker) &&
    (wanted?.direction === undefined || wanted.direction === failure.direction);
  const fallen = run.nodes.flatMap(({ id, crashed, muted }): Failure[] => [
    ...(crashed ? [fallenNode(id, 'crashed', crashed.problem ?? crashed.lastStderr.split('\n')[0] ?? '')] : []),
    ...(muted ? [fallenNode(id, 'muted', `${muted.reason}: ${muted.line}`)] : []),
  ]);
  const found = checkerOrder
    .flatMap((checker) => verdict.violations.filter((violation) => violation.checker === checker))
    .filter((violation) => !isLeftOut(violation, script))
    .map((violation) => failureIn(violation, played));
  return [...fallen, ...found].find(isWanted);
}

/** The weakest requirements under which this failure still is one. */
export function requirementsFor({ checker }: Failure, requirements: Requirements): Requirements {
  const { availability } = requirements;
  return {
    consistency: weakestWith[checker] ?? 'final',
    stalenessMs: allowedStalenessMs(requirements),
    mayTestNothing: true,
    ...(checker === 'availability' && availability !== undefined && { availability }),
  };
}

const weakestWith: Readonly<Record<string, Consistency>> = {
  phantom: 'monotone',
  monotone: 'monotone',
  converged: 'monotone',
  fresh: 'fresh',
  linearizable: 'linearizable',
};

function fallenNode(node: string, direction: 'crashed' | 'muted', how: string): Failure {
  return {
    checker: 'node',
    direction,
    node,
    message: `${node} ${direction === 'muted' ? 'was muted' : direction}: ${how}`,
  };
}

/** The final checker expects every worker's final read; a script may leave some out. */
function isLeftOut({ checker, operation }: Violation, script: Script | undefined): boolean {
  return script !== undefined && checker === 'final' && operation === undefined;
}

function failureIn({ checker, message, operation: index }: Violation, { run, requirements }: Played): Failure {
  const operation = index === undefined ? undefined : withLaterReads(run)[index];
  if (operation?.f !== 'read' || operation.outcome !== 'ok') {
    return { checker, direction: 'missing', message, ...(operation && { operation }) };
  }
  const expectation = expectationOf(operation, checker, run, requirements);
  const value = operation.value ?? Number.NaN;
  const direction = value < expectation.lowest ? 'low' : value > expectation.highest ? 'high' : 'odd';
  return { checker, direction, message, operation, expectation };
}
