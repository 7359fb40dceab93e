import type { Operation, Run } from '../run.ts';
import { type Edn, inline, Keyword } from './edn.ts';
import { errorEdn } from './error-name.ts';

/**
 * The history of a run as Jepsen writes it, one operation a line: each has an invocation and a
 * completion, and faults stand between them. Times are nanoseconds since the run began. A worker's
 * process ends with an operation that nobody can say the outcome of, and the next one has a number
 * of its own, as in Jepsen.
 */
export function* historyEdn(run: Run): Generator<string> {
  let index = 0;
  for (const { atMs, event } of inOrder(run)) {
    yield inline({ index, time: nanoseconds(atMs), ...event });
    index += 1;
  }
}

/** A successful read as an entry of the history. */
export function okEdn(read: Operation): { readonly [key: string]: Edn } {
  return { ...invocation(read, read.worker), type: new Keyword('ok'), value: read.value };
}

interface Entry {
  readonly atMs: number;
  readonly event: { readonly [key: string]: Edn };
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
        yield { atMs: completion.completedMs, event: completionOf(completion, processes[completion.worker]!) };
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
    yield { atMs: operation.invokedMs, event: invocation(operation, processes[operation.worker]!) };
  }
  yield* upTo(Number.MAX_VALUE, Number.POSITIVE_INFINITY);
}

function invocation({ f, value, sent, final }: Operation, process: number): { readonly [key: string]: Edn } {
  // A read asks for what its completion tells.
  const asked = f === 'read' ? null : f === 'echo' ? (sent ?? null) : value;
  return {
    type: new Keyword('invoke'),
    process,
    f: new Keyword(f),
    value: asked,
    ...(final && { 'final?': true }),
  };
}

function completionOf(operation: Operation, process: number): { readonly [key: string]: Edn } {
  const { f, outcome, value, sent = null, wrongEcho, error } = operation;
  const invoked = invocation(operation, process);
  const type = new Keyword(outcome);
  if (outcome !== 'ok') {
    return { ...invoked, type, ...(error !== undefined && { error: errorEdn(error) }) };
  }
  if (f === 'echo') {
    return { ...invoked, type, value: { type: 'echo_ok', echo: wrongEcho ?? sent } };
  }
  return { ...invoked, type, value };
}

function faultSwitches({ faults }: Run): Entry[] {
  const change = (action: string, fault: string, detail: string): { readonly [key: string]: Edn } => ({
    type: new Keyword('info'),
    process: new Keyword('nemesis'),
    f: new Keyword(`${action}-${fault}`),
    value: detail,
  });
  return faults
    .flatMap(({ fault, detail, fromMs, toMs }) => [
      { atMs: fromMs, event: change('start', fault, detail) },
      ...(Number.isFinite(toMs) ? [{ atMs: toMs, event: change('stop', fault, detail) }] : []),
    ])
    .sort((a, b) => a.atMs - b.atMs);
}

function nanoseconds(ms: number): number {
  return Math.round(1e6 * ms);
}
