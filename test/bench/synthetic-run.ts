import { type FaultInterval, noCounts, type Operation, type Outcome, type Run, type Sample } from '../../bench/run.ts';
import { runOf } from './history.ts';

/** What a made-up run is like; every share is a fraction of the operations it concerns. */
export interface SyntheticOptions {
  readonly operations: number;
  readonly workers: number;
  readonly ratePerSecond: number;
  readonly seed?: number;
  /** Share of adds that time out. */
  readonly inDoubt?: number;
  /** Share of operations refused. */
  readonly refused?: number;
  /** Share of acknowledged adds that are not counted. */
  readonly lost?: number;
  /** Share of acknowledged adds that count twice. */
  readonly doubled?: number;
  /** Share of reads answered as of 400 ms before. */
  readonly stale?: number;
  readonly faults?: readonly FaultInterval[];
}

/**
 * A run of a counter that is correct, linearizable even, but for the shares of wrongs asked for;
 * the same for the same options.
 */
export function syntheticRun(options: SyntheticOptions): Run {
  const { workers, ratePerSecond, faults = [] } = options;
  const random = mulberry32(options.seed ?? 1);
  const chance = (share: number | undefined) => share !== undefined && random() < share;
  const freeAt = new Float64Array(workers);
  const clients = Array.from({ length: workers }, (_, worker) => worker);
  let nextClient = workers;
  const operations: Operation[] = [];
  const effects: { readonly atMs: number; readonly delta: number; readonly read: Operation | undefined }[] = [];
  const make = (worker: number, at: number, final: boolean): void => {
    const invokedMs = Math.max(at, freeAt[worker]!);
    const isRead = final || random() < 2 / 3;
    const node = `n${worker % 3}`;
    const troubled = faults.some(
      ({ fromMs, toMs, detail }) => invokedMs >= fromMs && invokedMs < toMs && detail.includes(node),
    );
    const latencyMs = (isRead ? 2 : 1) * (0.5 + Math.exp(2 * random() * random() * (troubled ? 3 : 1)));
    let outcome: Outcome = 'ok';
    if (!final && chance(options.refused)) {
      outcome = 'fail';
    } else if (!final && (chance(options.inDoubt) || (troubled && random() < 0.02))) {
      outcome = 'info';
    }
    const completedMs = invokedMs + (outcome === 'info' ? 5000 : latencyMs);
    const delta = Math.floor(random() * 5);
    const operation: Operation = {
      index: operations.length,
      worker,
      client: `c${clients[worker]}`,
      node,
      f: isRead ? 'read' : 'add',
      value: isRead ? null : delta,
      final,
      invokedMs,
      completedMs,
      outcome,
      ...(outcome === 'ok'
        ? {}
        : {
            error:
              outcome === 'fail'
                ? { code: 11, text: 'temporarily unavailable' }
                : { code: 0, text: 'client timed out' },
          }),
    };
    operations.push(operation);
    freeAt[worker] = completedMs;
    if (outcome !== 'ok') {
      clients[worker] = nextClient;
      nextClient += 1;
    }
    const stale = isRead && !final && chance(options.stale) ? 400 : 0;
    const atMs = invokedMs + random() * latencyMs - stale;
    if (isRead) {
      effects.push({ atMs, delta: 0, read: operation });
    } else if (outcome === 'ok') {
      effects.push({
        atMs,
        delta: chance(options.lost) ? 0 : chance(options.doubled) ? 2 * delta : delta,
        read: undefined,
      });
    } else if (outcome === 'info' && random() < 0.5) {
      effects.push({ atMs, delta, read: undefined });
    }
  };
  for (let i = 0; i < options.operations; i += 1) {
    const at = ((i + random()) * 1000) / ratePerSecond;
    let worker = Math.floor(random() * workers);
    for (let tries = 0; tries < 5 && freeAt[worker]! > at; tries += 1) {
      worker = Math.floor(random() * workers);
    }
    make(worker, at, false);
  }
  const endMs = freeAt.reduce((a, b) => Math.max(a, b), 0);
  for (let worker = 0; worker < workers; worker += 1) {
    make(worker, endMs + 3000, true);
  }
  let sum = 0;
  for (const { delta, read } of effects.sort((a, b) => a.atMs - b.atMs)) {
    sum += delta;
    if (read?.outcome === 'ok') {
      read.value = sum;
    }
  }
  operations.sort((a, b) => a.invokedMs - b.invokedMs);
  const ordered = operations.map((operation, index) => ({ ...operation, index }));
  return runOf(ordered, {
    seed: options.seed ?? 1,
    concurrency: workers,
    rate: ratePerSecond,
    timeLimitMs: endMs,
    faults,
    samples: sampled(ordered),
    net: {
      ...noCounts(),
      sent: 5 * ordered.length,
      client: 2 * ordered.length,
      server: 3 * ordered.length,
      kvRoundTrips: Math.round(1.5 * ordered.length),
      clientReceived: 2 * ordered.length,
      serverReceived: 3 * ordered.length - 12,
      dropped: 12,
      lost: 12,
      duplicated: 3,
    },
  });
}

function sampled(operations: readonly Operation[]): Sample[] {
  const lastMs = operations.reduce((last, { completedMs }) => Math.max(last, completedMs), 0);
  const completions = operations.map(({ completedMs }) => completedMs).sort((a, b) => a - b);
  const samples: Sample[] = [];
  let invoked = 0;
  let completed = 0;
  for (let atMs = 0; atMs <= lastMs + 1000; atMs += 1000) {
    while (invoked < operations.length && operations[invoked]!.invokedMs <= atMs) {
      invoked += 1;
    }
    while (completed < completions.length && completions[completed]! <= atMs) {
      completed += 1;
    }
    const kvRoundTrips = Math.round(completed * (1.5 + 0.3 * Math.sin(atMs / 3000)));
    samples.push({ atMs, invoked, completed, kvRoundTrips, server: 2 * kvRoundTrips });
  }
  return samples;
}

/** A small generator of uniform numbers in [0, 1), Tommy Ettinger's mulberry32. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
