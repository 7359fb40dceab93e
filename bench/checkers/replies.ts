import type { MalformedReply, Operation } from '../run.ts';
import { Finder, type Findings } from './findings.ts';
import { named } from './operation-text.ts';

/** How many malformed replies of each kind are listed. */
const listedMax = 3;

/**
 * No reply was malformed. Those that break the same rule are of one kind; the first
 * {@link listedMax} of each kind are listed, the first with their count.
 */
export function repliesChecker(operations: readonly Operation[]): Findings {
  const finder = new Finder('replies');
  const kinds = new Map<string, Malformed[]>();
  for (const operation of operations) {
    const reply = operation.error?.malformed;
    if (reply !== undefined) {
      const kind = kinds.get(reply.rule) ?? [];
      kind.push({ operation, reply });
      kinds.set(reply.rule, kind);
    }
  }
  for (const malformed of kinds.values()) {
    const count = malformed.length;
    for (const [i, { operation, reply }] of malformed.slice(0, listedMax).entries()) {
      const { rule, found } = reply;
      const more = i === 0 && count > 1 ? ` (${count} such replies)` : '';
      // The last one listed stands for those that are not.
      const times = i === listedMax - 1 ? count - i : 1;
      finder.found(
        () => `${named(operation)} had a malformed reply: ${rule}; ${found}: ${reply.reply}${more}`,
        operation.index,
        times,
      );
    }
  }
  return finder;
}

interface Malformed {
  readonly operation: Operation;
  readonly reply: MalformedReply;
}
