import type { Simulation } from '../../simulator/simulate.ts';

/** What a script came to when it was played. */
export type Played = Pick<Simulation, 'run' | 'requirements' | 'verdict'>;

/**
 * A play that never ends: nodes and store exchange messages while no time passes. A node that
 * retries at once, on a network without latency, may never stop. No run drawn from its seed does
 * so; one from which things were taken away may.
 */
export class EndlessPlay extends Error {
  override readonly name = 'EndlessPlay';
}

/** A play that was given up, since the time for it was up. */
export class PlayStopped extends Error {
  override readonly name = 'PlayStopped';
}
