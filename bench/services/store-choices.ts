import { type Random, stream } from '../random.ts';

/**
 * What a store's choices of the state it answers from are drawn from: a seed; or `oldest`, always
 * the oldest state that its model lets it choose.
 */
export type StoreChoices = number | 'oldest';

/** The choices of the service of this name. */
export function choicesOf(choices: StoreChoices, service: string): Random {
  // Every model that chooses among states counts from the oldest on.
  return choices === 'oldest' ? () => 0 : stream(choices, `service ${service}`);
}
