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
 * Draws the latency of one message, a whole number of milliseconds as in Maelstrom, which cuts off
 * the rest: the mean itself, uniform from 0 to below twice the mean, or exponential.
 */
export function latencyMs(latency: Latency, random: Random): number {
  if (latency.meanMs === 0) {
    return 0;
  }
  switch (latency.distribution) {
    case 'constant':
      return Math.floor(latency.meanMs);
    case 'uniform':
      return Math.floor(random() * 2 * latency.meanMs);
    case 'exponential':
      return Math.floor(-Math.log(1 - random()) * latency.meanMs);
  }
}
