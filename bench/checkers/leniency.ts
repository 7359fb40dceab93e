import { lenience } from '../network/node-line.ts';
import { neverBegan, type Run, type Verdict, type Violation } from '../run.ts';

/** What Maelstrom does not ask, by the checker that does here. */
const unasked: Readonly<Record<string, string>> = {
  activity: 'it does not ask whether anything was tested',
  replies: 'a malformed reply only leaves its operation in doubt',
  phantom: 'it looks at no reads but the final ones',
  monotone: 'it looks at no reads but the final ones',
  fresh: 'it looks at no reads but the final ones',
  linearizable: 'it looks at no reads but the final ones',
  converged: 'it does not ask whether all nodes agree',
};

/**
 * Beside an invalid verdict, what Maelstrom would say of the same run and why; undefined when the
 * run is valid, since then Maelstrom's verdict is the same, or was interrupted, since then it has
 * none.
 */
export function besideMaelstrom(
  run: Run,
  { valid, maelstrom, violations, crashed, muted }: Verdict,
): string | undefined {
  if (valid || run.interrupted !== undefined) {
    return undefined;
  }
  if (isUnknown(run)) {
    return 'Maelstrom would have let that node run on: what it would say is not known.';
  }
  if (crashed.length > 0) {
    const why = neverBegan(run) ? 'not every node answered init' : 'a node ended by itself';
    return `Maelstrom would end without a verdict, with exit code 255: ${why}.`;
  }
  if (!maelstrom.valid) {
    const found = (['stats', 'availability', 'workload'] as const).filter((checker) => !maelstrom[checker]);
    return `Maelstrom would find it invalid too (:${found.join(', :')}).`;
  }
  const reasons = [
    ...(muted.length > 0 ? ['it does not ask whether a node was muted'] : []),
    ...violations.map((violation) => leniencyOf(violation, run)),
  ];
  return `Maelstrom would let this pass: ${[...new Set(reasons)].join('; ')}.`;
}

/** What Maelstrom would say of a run, in a word or two. */
export function maelstromWord(run: Run, { maelstrom, crashed }: Verdict): string {
  if (isUnknown(run)) {
    return 'not known';
  }
  return crashed.length > 0 ? 'no verdict' : maelstrom.valid ? 'valid' : 'invalid';
}

/** Whether a node's part ended where Maelstrom's would have gone on: then so would the run. */
function isUnknown({ nodes }: Run): boolean {
  return nodes.some(({ crashed, muted }) => crashed?.endedHere || muted?.reason.endsWith(lenience));
}

function leniencyOf({ checker, operation }: Violation, { operations }: Run): string {
  if (checker !== 'final') {
    return unasked[checker] ?? 'it has no such checker';
  }
  return operation !== undefined && operations[operation]?.outcome === 'ok'
    ? 'it lets adds count that were refused for certain'
    : 'it looks at no final reads but those that succeeded';
}
