import type { Scope } from './scope.ts';
import { codec } from './scopes/codec.ts';
import { economy } from './scopes/economy.ts';
import { firehose } from './scopes/firehose.ts';
import { http } from './scopes/http.ts';
import { latency } from './scopes/latency.ts';
import { scale } from './scopes/scale.ts';
import { simulator } from './scopes/simulator.ts';
import { workbench } from './scopes/workbench.ts';

/** All benchmarks, in the order in which they run. */
export const scopes: readonly Scope[] = [codec, firehose, latency, economy, scale, workbench, simulator, http];
