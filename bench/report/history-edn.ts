import type { Operation, Run } from '../run.ts';
import { type Edn, inline } from './edn.ts';
import { errorEdn } from './error-name.ts';

/**
 * The history of a run as Jepsen writes it, one operation a line: each has an invocation and a
 * completion, and faults stand between them. Times are nanoseconds since the run began. A worker's
 * process ends with an operation that nobody can say the outcome of, and the next one has a number
 * of its own, as in Jepsen.
 */
export function* historyEdn(run: Run): Generator<string> {
  let index = 0;
  for (const { atMs, text } of inOrder(run)) {
    yield `{:index ${index}, :time ${Math.round(1e6 * atMs)}, ${text}}`;
    index += 1;
  }
}

interface Entry {
  readonly atMs: number;
  /** All but index and time. */
  readonly text: string;
}

function* inOrder(run: Run): Generator<Entry> {
  const { operations } = run;
  const completions = [...operations].sort((a, b) => a.completedMs - b.completedMs || a.index - b.index);
  const switches = faultSwitches(run);
  const processes = Array.from({ length: run.concurrency }, (_, worker) => worker);
  let [completed, switched] = [0, 0];
  /** What came up to a time; a completion also at that very time, if its operation came before. */
  function* upTo(atMs: number, index: number): Generator<Entry> {
    for (;;) {
      const completion = completions[completed];
      const change = switches[switched];
      const changes = change !== undefined && change.atMs <= atMs;
      if (completion !== undefined && completion.completedMs <= atMs && completion.index < index) {
        if (changes && change.atMs < completion.completedMs) {
          switched += 1;
          yield change;
          continue;
        }
        completed += 1;
        yield { atMs: completion.completedMs, text: completionText(completion, processes[completion.worker]!) };
        if (completion.outcome === 'info') {
          processes[completion.worker]! += run.concurrency;
        }
      } else if (changes) {
        switched += 1;
        yield change;
      } else {
        return;
      }
    }
  }
  for (const operation of operations) {
    yield* upTo(operation.invokedMs, operation.index);
    yield { atMs: operation.invokedMs, text: invocationText(operation, processes[operation.worker]!) };
  }
  yield* upTo(Number.MAX_VALUE, Number.POSITIVE_INFINITY);
}

function invocationText({ f, value, sent, final }: Operation, process: number): string {
  // A read asks for what its completion tells.
  const asked = f === 'read' ? null : (sent ?? value);
  return entryText('invoke', process, f, asked, final);
}

function completionText(operation: Operation, process: number): string {
  const { f, outcome, value, sent, wrongEcho, error, final } = operation;
  if (outcome !== 'ok') {
    const why = error === undefined ? '' : `, :error ${inline(errorEdn(error))}`;
    return `${entryText(outcome, process, f, sent ?? value, final)}${why}`;
  }
  const answer: Edn = f === 'echo' ? { type: 'echo_ok', echo: wrongEcho ?? sent ?? null } : value;
  return entryText('ok', process, f, answer, final);
}

/** Put together by hand, as there may be a million of these. */
function entryText(type: string, process: number | string, f: string, value: Edn, final = false): string {
  return `:type :${type}, :process ${process}, :f :${f}, :value ${inline(value)}${final ? ', :final? true' : ''}`;
}

function faultSwitches({ faults }: Run): Entry[] {
  return faults
    .flatMap(({ fault, detail, fromMs, toMs }) => [
      { atMs: fromMs, text: entryText('info', ':nemesis', `start-${fault}`, detail) },
      ...(Number.isFinite(toMs) ? [{ atMs: toMs, text: entryText('info', ':nemesis', `stop-${fault}`, detail) }] : []),
    ])
    .sort((a, b) => a.atMs - b.atMs);
}
