import type { Random } from '../random.ts';

/** The shapes `--latency-dist` knows, with Maelstrom's meaning. */
export const latencyDistributions = ['constant', 'uniform', 'exponential'] as const;

/** How long a message without a client takes, one way. */
export interface Latency {
  readonly distribution: (typeof latencyDistributions)[number];
  /** Mean in milliseconds, 0 or more. */
  readonly meanMs: number;
}

/**
 * Draws the latency of one message, in milliseconds: the mean itself, uniform from 0 to twice the
 * mean, or exponential.
 */
export function latencyMs(latency: Latency, random: Random): number {
  if (latency.meanMs === 0) {
    return 0;
  }
  switch (latency.distribution) {
    case 'constant':
      return latency.meanMs;
    case 'uniform':
      return random() * 2 * latency.meanMs;
    case 'exponential':
      return -Math.log(1 - random()) * latency.meanMs;
  }
}
