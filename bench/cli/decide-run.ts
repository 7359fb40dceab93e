import { decideApart } from '../explain/decide-apart.ts';
import type { Decision } from '../explain/explanation.ts';
import { failureOf, requirementsFor } from '../explain/failure.ts';
import type { Requirements, Run, Verdict } from '../run.ts';
import { wrapped } from '../wrapped-text.ts';
import type { Underway } from './end-in-order.ts';
import { writtenDown } from './play-as-script.ts';
import type { TestOptions } from './test.ts';

/** How long it may take to decide why a run failed, in milliseconds. */
const budgetMs = 30_000;

/**
 * Plays a failed lockstep run again, twice or three times, to see why it failed; undefined where
 * that can't be seen.
 *
 * @param begun - Called with what a signal is to end.
 */
export async function decideRun(
  test: TestOptions,
  bin: string,
  { run, verdict, requirements }: { readonly run: Run; readonly verdict: Verdict; readonly requirements: Requirements },
  begun: (underway: Underway) => void,
): Promise<Decision | undefined> {
  const failure = failureOf({ run, verdict, requirements });
  // What a schedule of its own decided is not written down in a script.
  if (failure === undefined || run.workload !== 'g-counter' || run.interrupted || test.schedule !== undefined) {
    return undefined;
  }
  process.stdout.write(`Playing it again to see why it failed, for ${budgetMs / 1_000} s at most …\n`);
  const script = writtenDown(test, bin, run, requirementsFor(failure, requirements), 'seq-kv');
  const deciding = decideApart({ script, failure, budgetMs });
  begun({ interrupt: () => deciding.stop(), killAll: () => {}, stopProgress: () => {} });
  const decision = await deciding.decision;
  if (decision === undefined) {
    process.stdout.write('It did not fail in the same way again in that time, so why is not known.\n');
  }
  return decision;
}

/** Why a run failed, in lines for a terminal. */
export function decisionText({ anomaly, paragraph, hint }: Decision): string {
  const lines = [...wrapped(`${anomaly}. ${paragraph}`, 100), ...(hint === undefined ? [] : wrapped(hint, 100))];
  return `\n${lines.join('\n')}\n\n`;
}
