import { describe, expect, test } from 'vitest';
import { passLockstep } from '../../../bench/lockstep/pass-lockstep.ts';
import { VirtualTime } from '../../../bench/virtual-time.ts';

/** Virtual time with one event, real time that goes by while somebody sleeps, and nodes as told. */
function start(eventMs: number) {
  const time = new VirtualTime(() => 0);
  const ran: number[] = [];
  time.after(eventMs, () => ran.push(time.nowMs()));
  const real = {
    ms: 0,
    nowMs: () => real.ms,
    sleep: (ms: number) => {
      real.ms += ms;
    },
  };
  return { time, ran, real };
}

describe('passLockstep', () => {
  test('jumps to the next event while no timer is armed', () => {
    const { time, ran, real } = start(10_000);
    expect(passLockstep(time, { isTimed: false, listen: () => false }, () => false, 1_000, real)).toBe(true);
    expect([ran, real.ms]).toEqual([[10_000], 0]);
  });

  test('goes by with real time while one is armed, to the event and no further', () => {
    const { time, ran, real } = start(100);
    passLockstep(time, { isTimed: true, listen: () => false }, () => ran.length > 0, 1_000, real);
    expect(ran).toEqual([100]);
    expect(real.ms).toBeCloseTo(100);
  });

  test('jumps as soon as the timer is gone', () => {
    const { time, ran, real } = start(10_000);
    const nodes = {
      get isTimed() {
        return real.ms < 30;
      },
      listen: () => false,
    };
    passLockstep(time, nodes, () => ran.length > 0, 1_000, real);
    expect(ran).toEqual([10_000]);
    expect(real.ms).toBeCloseTo(30, 0);
  });

  test('what a node says on its own happens then, and before the next event', () => {
    const { time, ran, real } = start(100);
    const nodes = {
      isTimed: true,
      listen: () => {
        if (real.ms < 50 || ran.length > 0) {
          return false;
        }
        time.after(0, () => ran.push(time.nowMs()));
        return true;
      },
    };
    passLockstep(time, nodes, () => ran.length > 1, 1_000, real);
    expect(ran[0]).toBeCloseTo(50, 0);
    expect(ran[1]).toBe(100);
  });

  test('returns when its slice is over, and goes on from there', () => {
    const { time, ran, real } = start(100);
    const nodes = { isTimed: true, listen: () => false };
    expect(passLockstep(time, nodes, () => ran.length > 0, 40, real)).toBe(false);
    expect(real.ms).toBeCloseTo(40, 0);
    expect(passLockstep(time, nodes, () => ran.length > 0, 100, real)).toBe(true);
    expect(real.ms).toBeCloseTo(100, 0);
  });
});
