import { describe, expect, test } from 'vitest';
import { VirtualTime } from '../../bench/virtual-time.ts';

describe('VirtualTime', () => {
  test('events of one time run in the order in which they were added, however many there are', () => {
    const time = new VirtualTime(() => 0);
    const ran: number[] = [];
    for (let at = 0; at < 100; at += 1) {
      time.after(5, () => ran.push(at));
      time.after(1, () => {});
    }
    time.passAll();
    expect(ran).toEqual(Array.from({ length: 100 }, (_, at) => at));
  });

  test('an event runs at its time, or at once when that is past', () => {
    const time = new VirtualTime(() => 0);
    const ran: number[] = [];
    time.after(5, () => ran.push(time.nowMs()));
    time.freeze(7);
    time.after(1, () => ran.push(time.nowMs()));
    time.passAll();
    expect(ran).toEqual([7, 8]);
  });
});
