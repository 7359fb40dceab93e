import type { Look } from './process-files.ts';

/** How long nothing may change for a posture to be taken for rest, in milliseconds. */
const newPostureMs = 1.5;

/** Postures kept at most. A node has a few; a runtime that draws new ones would have no end. */
const posturesMax = 1_000;

/**
 * Tells from looks at a process whether it is at rest: all threads sleep, and nothing has run since
 * the look before. That alone can be wrong for a fraction of a millisecond, as when a shell waits
 * for a child that has just ended. So a posture, what each thread waits in, must last the first
 * time; one that has lasted before is believed at once.
 */
export class Rest {
  readonly #known = new Set<string>();
  #last: Look | undefined;
  #sinceMs = 0;

  /** Something was given to it: what was seen before says nothing any more. */
  disturb(): void {
    this.#last = undefined;
  }

  /** Takes a look, made at `nowMs`; true when the process is at rest. */
  see(look: Look, nowMs: number): boolean {
    const isSame = look.isAsleep && look.progress === this.#last?.progress && look.posture === this.#last.posture;
    this.#last = look;
    if (!isSame) {
      this.#sinceMs = nowMs;
      return false;
    }
    if (this.#known.has(look.posture)) {
      return true;
    }
    if (nowMs - this.#sinceMs < newPostureMs) {
      return false;
    }
    if (this.#known.size < posturesMax) {
      this.#known.add(look.posture);
    }
    return true;
  }

  /** It was not at rest, as it seemed: its posture must last longer again. */
  wasWrong(): void {
    this.#known.clear();
  }
}
