import { eventual } from './eventual.ts';
import { keyValue } from './key-value.ts';
import { sequential } from './sequential.ts';
import { holdService, type ServiceHolder } from './service-holder.ts';
import { choicesOf, type StoreChoices } from './store-choices.ts';
import { timestampOracle } from './timestamp-oracle.ts';

/** The services every Maelstrom run offers, each with choices of its own. */
export function maelstromServices(choices: StoreChoices): readonly ServiceHolder[] {
  const random = (name: string) => choicesOf(choices, name);
  return [
    holdService('seq-kv', sequential(keyValue), random('seq-kv')),
    holdService('lin-kv', keyValue, random('lin-kv')),
    holdService('lww-kv', eventual(), random('lww-kv')),
    holdService('lin-tso', timestampOracle, random('lin-tso')),
  ];
}
