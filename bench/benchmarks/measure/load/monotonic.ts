/**
 * A clock in milliseconds that all threads and processes of this machine share; `performance.now()` counts from the start
 * of its own thread.
 */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
