import type { CellResult } from '../tally.ts';
import { messagesPerOperation, percent } from './cell-text.ts';
import type { Figure, MetricTexts } from './page-data.ts';

/** A way to look at the matrix. */
export interface Metric extends MetricTexts {
  figure(result: CellResult): Figure;
}

/** Messages per operation at which the colours end. */
const messagesMax = 16;

/** The ways to look at the matrix; the first is shown first. */
export const metrics: readonly Metric[] = [
  {
    name: 'Runs that fail',
    meaning:
      '% of runs in which a node falls, a client gets no final answer, a final read is wrong, or an acknowledged ' +
      'add is lost',
    zero: '0: no run fails',
    from: 'few runs',
    to: '100: all',
    figure: ({ failed, runs }) => shareOf(failed, runs),
  },
  {
    name: 'Promise broken',
    meaning: '% of runs that break what the design itself promises, in a failure or in a read on the way',
    zero: '0: kept in every run',
    from: 'broken in few runs',
    to: '100: in all; –: it promises nothing',
    figure: ({ broken, runs }) => (broken === null ? { text: '–', heat: null } : shareOf(broken, runs)),
  },
  {
    name: 'Stale reads',
    meaning: '% of all reads that missed something acknowledged before they were sent',
    zero: '0: every read is fresh',
    from: 'few reads are stale',
    to: '100: all',
    figure: ({ freshness: { reads, fresh } }) => shareOf(reads - fresh, reads),
  },
  {
    name: 'Messages per operation',
    meaning: 'messages to and from the store and other nodes for each client operation',
    zero: '0: none',
    from: 'few',
    to: `${messagesMax} and more`,
    figure: (result) => {
      const messages = messagesPerOperation(result);
      return { text: messages.toFixed(messages < 9.95 ? 1 : 0), heat: Math.min(1, messages / messagesMax) };
    },
  },
  {
    name: 'Unanswered',
    meaning: '% of operations that ended in an error or in no answer at all',
    zero: '0: all are answered',
    from: 'few are not',
    to: '100: none is',
    figure: ({ operations, ok }) => shareOf(operations - ok, operations),
  },
];

function shareOf(part: number, whole: number): Figure {
  return { text: percent(part, whole), heat: whole === 0 ? null : part / whole };
}
