import { onInterruption } from './interruption.ts';
import { onLostOutput } from './lost-output.ts';

/** Tests that have begun, as far as their end is concerned. */
export interface Underway {
  /** Ends them early; what was done so far is judged and kept. */
  interrupt(signal: NodeJS.Signals): void;
  /** Kills every node at once. */
  killAll(): void;
  stopProgress(): void;
}

/** Whatever ends the workbench, no node outlives it, and what was done so far is not lost. */
export function endInOrder(underway: () => Underway | undefined): void {
  process.on('exit', () => underway()?.killAll());
  onInterruption(
    (signal) => underway()?.interrupt(signal),
    () => underway()?.stopProgress(),
  );
  onLostOutput(() => underway()?.interrupt('SIGPIPE'));
}
