import { noCounts, type Operation, type Run } from '../../bench/run.ts';

/** An operation of a hand-written history; what is left out is filled in by {@link history}. */
export type Sketch = Partial<Operation> & Pick<Operation, 'f'>;

/**
 * Operations from sketches: by default each its own worker and client on n0, `ok`, and taking 1 ms
 * from its index in ms.
 */
export function history(...sketches: readonly Sketch[]): Operation[] {
  return sketches.map((sketch, index) => {
    const worker = sketch.worker ?? index;
    const invokedMs = sketch.invokedMs ?? index * 10;
    return {
      index,
      worker,
      client: `c${worker}`,
      node: `n${worker % 3}`,
      value: null,
      final: false,
      outcome: 'ok',
      invokedMs,
      completedMs: invokedMs + 1,
      ...sketch,
    };
  });
}

/** A quiet g-counter run around `operations`, with as many workers as they name. */
export function runOf(operations: readonly Operation[], changes: Partial<Run> = {}): Run {
  return {
    workload: 'g-counter',
    nodeName: 'node.mjs',
    seed: 1,
    startedAt: '2026-01-02T03:04:05.000Z',
    command: 'npm start -- --seed 1',
    nodes: [{ id: 'n0' }, { id: 'n1' }, { id: 'n2' }],
    concurrency: operations.reduce((most, { worker }) => Math.max(most, worker + 1), 0),
    rate: 100,
    timeLimitMs: 20_000,
    operations,
    laterReads: [],
    faults: [],
    net: noCounts(),
    samples: [],
    ...changes,
  };
}
