import { constants } from 'node:os';

/** The signals that end a run early but orderly. */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * How long after the first signal others are its echo, in milliseconds. A Ctrl-C reaches the
 * workbench once from the terminal and once from npm, which hands on what it gets.
 */
const echoMs = 300;

/** What a signal asks for. */
export type Interruption = 'end the run' | 'nothing' | 'exit at once';

/** Says what each signal asks for: the first to end the run, a later one not to wait for that. */
export class Interruptions {
  readonly #nowMs: () => number;
  #firstMs: number | undefined;

  /** @param nowMs - The present time, in milliseconds from anywhere. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  signal(): Interruption {
    const nowMs = this.#nowMs();
    if (this.#firstMs === undefined) {
      this.#firstMs = nowMs;
      return 'end the run';
    }
    return nowMs - this.#firstMs < echoMs ? 'nothing' : 'exit at once';
  }
}

/**
 * Listens for {@link endingSignals}: the first ends the run, a later one that is no echo ends the
 * process.
 *
 * @param leave - Called before the process ends.
 */
export function onInterruption(endRun: (signal: NodeJS.Signals) => void, leave: () => void = () => {}): void {
  const interruptions = new Interruptions(() => performance.now());
  for (const signal of endingSignals) {
    process.on(signal, () => {
      const asked = interruptions.signal();
      if (asked === 'end the run') {
        endRun(signal);
      } else if (asked === 'exit at once') {
        leave();
        process.exit(interruptedCode(signal));
      }
    });
  }
}

/** The exit code of a program that a signal ended: 130 for Ctrl-C. */
export function interruptedCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
