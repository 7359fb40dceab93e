import type { Request } from './request-mix.ts';

/** One request of a {@link LoadScript}. */
export interface ScriptedRequest {
  /**
   * When it is sent, in milliseconds since the run began; later when its worker still waits for
   * another answer.
   */
  readonly atMs: number;
  readonly worker: number;
  readonly request: Request;
}

/** What the clients of a run do, when it is written down rather than drawn from the seed. */
export interface LoadScript {
  /** The node that each worker talks to: there are as many workers as these. */
  readonly workerNodes: readonly string[];
  /** In order of time. */
  readonly requests: readonly ScriptedRequest[];
  /** The workers that make a final read. */
  readonly finalReads: readonly number[];
}
