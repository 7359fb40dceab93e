/**
 * A clock in milliseconds that is the same for all threads and processes of this machine;
 * `performance.now()` counts from the start of its own thread.
 */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
