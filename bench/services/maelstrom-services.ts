import { stream } from '../random.ts';
import { eventual } from './eventual.ts';
import { keyValue } from './key-value.ts';
import { sequential } from './sequential.ts';
import { holdService, type ServiceHolder } from './service-holder.ts';
import { timestampOracle } from './timestamp-oracle.ts';

/** The services every Maelstrom run offers, each with its own stream of the seed. */
export function maelstromServices(seed: number): readonly ServiceHolder[] {
  const random = (name: string) => stream(seed, `service ${name}`);
  return [
    holdService('seq-kv', sequential(keyValue), random('seq-kv')),
    holdService('lin-kv', keyValue, random('lin-kv')),
    holdService('lww-kv', eventual(), random('lww-kv')),
    holdService('lin-tso', timestampOracle, random('lin-tso')),
  ];
}
