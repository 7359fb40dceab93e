import type { Run } from '../run.ts';

/**
 * What the faults of a run did, a line each: the kinds with how often each was on, what they did to
 * messages, and which of them did nothing. A node that was killed or paused is an effect of its
 * own.
 */
export function faultEffects(run: Run): readonly string[] {
  const { faults, net } = run;
  if (faults.length === 0) {
    return ['Faults: none'];
  }
  const kinds = [...new Set(faults.map(({ fault }) => fault))];
  const summary = kinds.map((kind) => `${kind} ${faults.filter(({ fault }) => fault === kind).length}×`);
  const idle = kinds.filter((kind) => idleText(kind, net) !== undefined);
  const reasons = idle.map((kind) => idleText(kind, net)).join('; ');
  const effects = effectsText(net);
  return [
    `Faults: ${summary.join(', ')}`,
    ...(effects === '' ? [] : [`Messages: ${effects}`]),
    ...(idle.length === 0
      ? []
      : faultsDidNothing(run)
        ? [`The faults did nothing: ${reasons}`]
        : [`Of the faults, ${idle.join(', ')} did nothing: ${reasons}`]),
  ];
}

/** Whether faults were on, and none of them did anything. */
export function faultsDidNothing({ faults, net }: Run): boolean {
  return faults.length > 0 && faults.every(({ fault }) => idleText(fault, net) !== undefined);
}

/** What faults did to messages: `12 cut, 3 lost`; empty when nothing. */
export function effectsText({ cut, isolated, lost, duplicated, delayed, held, dropped }: Run['net']): string {
  const overflow = dropped - cut - isolated - lost;
  const waited = `${held} came for nodes that were down${overflow > 0 ? `, ${overflow} of these dropped` : ''}`;
  return [
    ...(cut > 0 ? [`${cut} cut by partitions`] : []),
    ...(isolated > 0 ? [`${isolated} cut between nodes and services`] : []),
    ...(lost > 0 ? [`${lost} lost`] : []),
    ...(duplicated > 0 ? [`${duplicated} duplicated`] : []),
    ...(delayed > 0 ? [`${delayed} delayed`] : []),
    ...(held > 0 ? [waited] : []),
  ].join(', ');
}

/** Why a kind of fault did nothing; undefined when it did something. */
function idleText(kind: string, { cut, isolated, lost, duplicated, delayed, peer }: Run['net']): string | undefined {
  const nothing: Readonly<Record<string, readonly [count: number, reason: string]>> = {
    partition: [
      cut,
      peer > 0
        ? 'no message was cut'
        : 'no message was cut (the nodes sent each other none, and a partition never cuts them from services)',
    ],
    'isolate-kv': [isolated, 'no message between a node and a service was cut'],
    loss: [lost, 'no message was lost'],
    duplicate: [duplicated, 'no message was duplicated'],
    reorder: [delayed, 'no message was delayed'],
  };
  const [count, reason] = nothing[kind] ?? [1];
  return count > 0 ? undefined : reason;
}
