import type { Environment } from '../environment.ts';

/** What a {@link Leaving} needs to know. */
export interface LeavingSettings {
  readonly environment: Environment;
  /** How long it may take for what was taken to get into the store, in milliseconds. */
  readonly deadlineMs: number;
  /** Everything that was taken has been answered. */
  readonly isAnswered: () => boolean;
  /** Everything that was taken is in the store. */
  readonly isStored: () => boolean;
}

/** A node that takes no more requests, and leaves when it is done with those that it took. */
export class Leaving {
  readonly #settings: LeavingSettings;
  #done: (() => void) | undefined;
  #byMs = Number.POSITIVE_INFINITY;

  constructor(settings: LeavingSettings) {
    this.#settings = settings;
  }

  get isUnderWay(): boolean {
    return this.#done !== undefined;
  }

  /**
   * Calls `done`, once, when all has been answered and is in the store, or the deadline has come.
   */
  start(done: () => void): void {
    this.#done = done;
    this.#byMs = this.#settings.environment.nowMs() + this.#settings.deadlineMs;
    this.check();
  }

  /** To be called when something was answered or stored. */
  check(): void {
    const { environment, isAnswered, isStored } = this.#settings;
    if (this.#done === undefined || !isAnswered() || !(isStored() || environment.nowMs() >= this.#byMs)) {
      return;
    }
    const done = this.#done;
    this.#done = undefined;
    done();
  }
}
