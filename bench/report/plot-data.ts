import { allowedStalenessMs, requiredCheckers } from '../checkers/judge.ts';
import { ReadBounds } from '../checkers/read-bounds.ts';
import type { Operation, Requirements, Run, Sample, Verdict } from '../run.ts';
import { selectPoints } from './point-selection.ts';
import { printable } from './printable.ts';
import type { Mark, PlotData, PointColumns } from './run-page-data.ts';
import { timeBuckets } from './time-buckets.ts';

/** Reduces a run to what its page draws: about a megabyte for any number of operations. */
export function plotData(run: Run, verdict: Verdict, requirements: Requirements): PlotData {
  const { operations, faults, samples } = run;
  const bounds = new ReadBounds(operations, allowedStalenessMs(requirements));
  const endMs = Math.max(
    1,
    operations.reduce((end, { completedMs }) => Math.max(end, completedMs), 0),
    samples.reduce((end, { atMs }) => Math.max(end, atMs), 0),
  );
  const violations: Record<string, string> = {};
  for (const { checker, message, operation } of verdict.violations) {
    if (operation !== undefined) {
      violations[operation] ??= `${checker}: ${printable(message, 500)}`;
    }
  }
  const named = new Set(Object.keys(violations).map(Number));
  const { chosen, ...selection } = selectPoints(operations, bounds, named, endMs);
  const drawn = chosen.map((at) => operations[at]!);
  const errors: Record<string, string> = {};
  for (const { index, error } of drawn) {
    if (error !== undefined) {
      errors[index] = `error ${error.code}: ${printable(error.text, 80)}`;
    }
  }
  const nodes = new Numbering(run.nodes.map(({ id }) => id));
  const clients = new Numbering([]);
  const kinds = new Numbering([]);
  const required = requiredCheckers(run.workload, requirements);
  const mark = drawn.map((operation) => (named.has(operation.index) ? 1 : markOf(operation, bounds, required)));
  const points = { ...columns(drawn, bounds, nodes, clients, kinds), mark };
  return {
    endMs,
    finalMs: operations.find(({ final }) => final)?.invokedMs ?? null,
    total: operations.length,
    nodes: nodes.names,
    clients: clients.names,
    kinds: kinds.names.map((name) => {
      const [f = '', outcome = '', final] = name.split(' ');
      return { f, outcome, final: final === 'final' };
    }),
    points,
    selection,
    marked: { counted: mark.filter((is) => is === 1).length, uncounted: mark.filter((is) => is === 2).length },
    errors,
    violations,
    buckets: timeBuckets(operations, bounds, endMs),
    kv: roundTrips(samples),
    faults: faults.map((fault) => ({
      ...fault,
      detail: printable(fault.detail, 200),
      toMs: Math.min(fault.toMs, endMs),
    })),
  };
}

/** A final read is judged at every level; others by the checkers of the level. */
function markOf(operation: Operation, bounds: ReadBounds, required: readonly string[]): Mark {
  const { f, outcome, final, value } = operation;
  if (f !== 'read' || outcome !== 'ok') {
    return 0;
  }
  const answer = value ?? Number.NaN;
  if (answer >= bounds.lowest(operation) && answer <= bounds.highest(operation)) {
    return 0;
  }
  const isPhantom = !(answer >= bounds.leastSent(operation) && answer <= bounds.mostSent(operation));
  return final || required.includes(isPhantom ? 'phantom' : 'fresh') ? 1 : 2;
}

function columns(
  drawn: readonly Operation[],
  bounds: ReadBounds,
  nodes: Numbering,
  clients: Numbering,
  kinds: Numbering,
): Omit<PointColumns, 'mark'> {
  const invoked = drawn.map(({ invokedMs }) => Math.round(1000 * invokedMs));
  const okReads = drawn.map((operation) => (operation.f === 'read' && operation.outcome === 'ok' ? operation : null));
  return {
    index: drawn.map(({ index }, i) => index - (drawn[i - 1]?.index ?? 0)),
    invokedUs: invoked.map((us, i) => us - (invoked[i - 1] ?? 0)),
    latencyUs: drawn.map(({ completedMs, invokedMs }) => Math.round(1000 * (completedMs - invokedMs))),
    kind: drawn.map(({ f, outcome, final }) => kinds.of(`${f} ${outcome}${final ? ' final' : ''}`)),
    node: drawn.map(({ node }) => nodes.of(node)),
    client: drawn.map(({ client }) => clients.of(client)),
    value: drawn.map(({ value }) => value),
    aboveLowest: okReads.map((read) => (read === null ? null : (read.value ?? Number.NaN) - bounds.lowest(read))),
    room: okReads.map((read) => (read === null ? null : bounds.highest(read) - bounds.lowest(read))),
  };
}

function roundTrips(samples: readonly Sample[]): PlotData['kv'] {
  const atMs: number[] = [];
  const perOperation: (number | null)[] = [];
  let last = samples[0];
  for (const sample of samples.slice(1)) {
    // Samples closer together than this would give a ratio of small numbers, and a jagged line.
    if (last === undefined || sample.atMs - last.atMs < 400) {
      continue;
    }
    const completed = sample.completed - last.completed;
    atMs.push((sample.atMs + last.atMs) / 2);
    perOperation.push(completed > 0 ? (sample.kvRoundTrips - last.kvRoundTrips) / completed : null);
    last = sample;
  }
  return { atMs, perOperation };
}

/** Gives each name a number, in order of appearance. */
class Numbering {
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(names: readonly string[]) {
    for (const name of names) {
      this.of(name);
    }
  }

  of(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) {
      return known;
    }
    this.#numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}
