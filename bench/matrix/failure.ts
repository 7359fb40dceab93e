/**
 * The ways in which a run can go wrong whatever its design promises, worst first: failures of the
 * counter as Maelstrom means it, where every client's final read must be right.
 */
export const failureKinds = [
  'crashed',
  'muted',
  'lost-update',
  'lost-add',
  'doubled-add',
  'stale-final',
  'stuck',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/** The further ways in which a run can break what its design promises about reads. */
export const breachKinds = ['phantom-read', 'diverged', 'backward-read', 'stale-read', 'not-linearizable'] as const;
export type BreachKind = (typeof breachKinds)[number];

/** Any of them. */
export type Kind = FailureKind | BreachKind;

/** A kind in a word or two for a cell of a table, and as a sentence. */
export const kindTexts: Readonly<
  Record<Kind, { readonly short: string; readonly name: string; readonly meaning: string }>
> = {
  crashed: { short: 'crash', name: 'crash', meaning: 'a node threw an exception or ended by itself' },
  muted: { short: 'muted', name: 'muted', meaning: 'a node said something that Maelstrom no longer listens after' },
  'lost-update': {
    short: 'lost upd.',
    name: 'lost update',
    meaning: 'an acknowledged add is gone: another write to the same shared key wiped it out',
  },
  'lost-add': {
    short: 'lost add',
    name: 'lost acknowledged add',
    meaning: 'an acknowledged add is gone for good, from the node that took it or from its key',
  },
  'doubled-add': {
    short: 'doubled',
    name: 'doubled add',
    meaning: 'the counter ends above all that may count: an add was counted twice, or after it was refused',
  },
  'stale-final': {
    short: 'stale',
    name: 'stale final read',
    meaning: 'the store holds every add, yet a final read answered less',
  },
  stuck: { short: 'stuck', name: 'stuck', meaning: 'a client got no final answer, though all faults were over' },
  'phantom-read': { short: 'phantom', name: 'phantom read', meaning: 'a read counted what was never sent' },
  diverged: { short: 'diverged', name: 'nodes disagree', meaning: 'in the end nodes gave different answers, for ever' },
  'backward-read': {
    short: 'backward',
    name: 'backward read',
    meaning: 'a client was told less than it had been told before',
  },
  'stale-read': {
    short: 'stale read',
    name: 'stale read',
    meaning: 'a read missed what had been acknowledged, or answered to another, before it was sent',
  },
  'not-linearizable': {
    short: 'not lin.',
    name: 'not linearizable',
    meaning: 'no order of all operations explains the answers',
  },
};
