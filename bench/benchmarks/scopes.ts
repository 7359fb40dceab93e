import { codec } from './codec.ts';
import { economy } from './economy.ts';
import { firehose } from './firehose.ts';
import { http } from './http.ts';
import { latency } from './latency.ts';
import { scale } from './scale.ts';
import type { Scope } from './scope.ts';
import { simulator } from './simulator.ts';
import { workbench } from './workbench.ts';

/** All benchmarks, in the order in which they run. */
export const scopes: readonly Scope[] = [codec, firehose, latency, economy, scale, workbench, simulator, http];
