import { expect, test } from 'vitest';
import { VirtualTime } from '../../../bench/virtual-time.ts';
import { Flusher } from '../../../src/main/counter/flusher.ts';
import { HeldReads } from '../../../src/main/counter/held-reads.ts';
import { Counters } from '../../../src/main/counters.ts';
import { RefreshRequests } from '../../../src/main/peers/refresh-requests.ts';
import type { Strategy } from '../../../src/main/strategy/strategy.ts';
import { Ledger } from '../../../src/shared/ledger.ts';

/**
 * A flusher over a strategy that takes a millisecond for everything; adds are taken in with `add`.
 */
function flushing(flushIntervalMs: number) {
  const time = new VirtualTime(() => 0);
  const ledger = Ledger.create(1);
  const reads = new HeldReads(0);
  const targets: number[] = [];
  let timers = 0;
  let order = 0;
  const strategy: Strategy = {
    alone: false,
    collectCosts: true,
    recover: (done) => void time.after(1, () => done({ own: 0, barrier: true })),
    write: (target, _, done) => {
      targets.push(target);
      time.after(1, () => done({ barrier: true }));
    },
    collect: (done) => void time.after(1, done),
    value: () => 0,
    total: () => 0,
    receive: () => {},
  };
  const flusher = new Flusher({
    ledger,
    strategy,
    environment: {
      nowMs: () => time.nowMs(),
      after: (delayMs, call) => {
        timers += 1;
        return time.after(delayMs, call);
      },
      random: () => 0,
    },
    clock: { order: () => (order += 1) },
    counters: new Counters(),
    flushIntervalMs,
    reads,
    refreshRequests: new RefreshRequests(['n0', 'n1']),
    delegate: () => false,
    onCommitted: () => {},
    onRefreshed: () => {},
    chunksOut: () => false,
    onRolledBack: () => {},
  });
  const add = () => {
    ledger.step(0, ledger.cell(0), 1);
    flusher.wake();
  };
  return { time, add, targets, timers: () => timers };
}

test('adds within the flush interval share one timer and one write, interval after interval', () => {
  const { time, add, targets, timers } = flushing(100);
  for (let i = 0; i < 300; i += 1) {
    add();
    time.pass(1);
  }
  // The first is written at once, the others when an interval is over.
  time.pass(100);
  expect(targets).toHaveLength(4);
  expect(targets.at(-1)).toBe(300);
  expect(timers()).toBe(3);
});
