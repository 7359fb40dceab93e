const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));

/** Sleeps on the spot for so many milliseconds: nothing of this process's own loop comes up. */
export function sleepHere(ms: number): void {
  Atomics.wait(nobodyWakes, 0, 0, ms);
}
