import type { LoadSpec, Offer } from '../measure/load/load-spec.ts';
import { roundTripMs, warmUpMs } from './firehose.ts';

/** How a latency is measured. */
export function latencySpec(quick: boolean, operation: LoadSpec['operation'], offer: Offer): LoadSpec {
  return {
    operation,
    offer,
    warmUpMs: quick ? 50 : warmUpMs,
    measureMs: quick ? 100 : 2_000,
    roundTripMs,
    echo: false,
  };
}
