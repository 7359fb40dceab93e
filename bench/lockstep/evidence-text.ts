import { atSeconds } from '../checkers/operation-text.ts';
import type { Evidence, Outbursts } from '../run.ts';

/** The hashes of a lockstep run, and whether anything in it depended on real time, in lines. */
export function evidenceLines(evidence: Evidence): readonly string[] {
  return [
    `History sha256 ${evidence.historySha256}`,
    `Trace sha256 ${evidence.traceSha256}`,
    ...determinismLines(evidence),
  ];
}

/** What two plays of one seed have alike, in a line. */
export function comparisonLine(first: Evidence, second: Evidence): string {
  const sameHistory = first.historySha256 === second.historySha256;
  const sameTrace = first.traceSha256 === second.traceSha256;
  if (sameHistory) {
    return sameTrace
      ? 'Played twice: the same history, the same trace'
      : 'Played twice: same history, another trace: the node uses random numbers of its own';
  }
  const why =
    first.deterministic && second.deterministic
      ? 'the node depends on something beside its messages: random numbers, a clock, files, other processes'
      : 'what the node does on its own decides';
  return `Played twice: another history, another trace: ${why}`;
}

/** Whether anything in a lockstep run depended on real time, and what to do about it. */
export function determinismLines({ deterministic, outbursts, timers }: Evidence): readonly string[] {
  if (outbursts.length > 0) {
    return [
      'deterministic: no',
      ...outbursts.map((of) => `  ${of.node} ${spokeText(of)}`),
      '  To replay it exactly, let the node send only in answer to a message, or at periods longer than the test.',
    ];
  }
  if (!deterministic) {
    return ['deterministic: no, since it was ended before its time'];
  }
  return timers.length === 0
    ? ['deterministic: yes']
    : [
        'deterministic: yes, as far as can be seen',
        `  Timers ran in ${timers.join(', ')}, so virtual time went by no faster than real time, ` +
          'but nobody spoke on its own.',
      ];
}

function spokeText({ count, firstMs, hadTimer }: Outbursts): string {
  const often = count === 1 ? `once, at ${atSeconds(firstMs)}` : `${count} times, first at ${atSeconds(firstMs)}`;
  const why = hadTimer ? 'it has a timer' : 'no timer was seen, so it waits for something else than messages';
  return `spoke on its own ${often}: ${why}; replays may differ`;
}
