import { describe, expect, test } from 'vitest';
import { VirtualTime } from '../../../bench/virtual-time.ts';
import { ArrivalClock } from '../../../src/main/maelstrom/arrival-clock.ts';

function start() {
  const time = new VirtualTime(() => 0);
  const clock = new ArrivalClock(time.environment(() => 0));
  return { time, clock };
}

describe('ArrivalClock', () => {
  test('what is read by a running process came in just now', () => {
    const { time, clock } = start();
    time.pass(10_050);
    expect(clock.stamp(100, false)).toMatchObject({ order: 1, readMs: 10_050, sinceMs: 10_050 });
    expect(clock.stamp(100, true)).toMatchObject({ order: 2, readMs: 10_050, sinceMs: 10_050 });
  });

  test('what is read after a stop may be as old as the stop, whether a read or a timer comes first', () => {
    for (const timerFirst of [false, true]) {
      const { time, clock } = start();
      time.pass(1_000);
      time.freeze(7_000);
      if (timerFirst) {
        time.pass(0);
      }
      expect(clock.stamp(100, true)).toMatchObject({ readMs: 8_000, sinceMs: 1_000 });
      // This read did not fill its buffer, but the network may bring more that it kept back.
      time.pass(10);
      expect(clock.stamp(100, false)).toMatchObject({ readMs: 8_010, sinceMs: 1_000 });
      time.pass(195);
      expect(clock.stamp(100, true)).toMatchObject({ readMs: 8_205, sinceMs: 1_000 });
      expect(clock.stamp(100, false)).toMatchObject({ sinceMs: 1_000 });
      // The pipe is empty now.
      expect(clock.stamp(100, false)).toMatchObject({ sinceMs: 8_205 });
    }
  });

  test('a quiet tick shows that the pipe is empty', () => {
    const { time, clock } = start();
    time.pass(1_000);
    time.freeze(7_000);
    time.pass(150);
    expect(clock.stamp(100, true)).toMatchObject({ sinceMs: 1_000 });
    time.pass(400);
    expect(clock.stamp(100, true)).toMatchObject({ sinceMs: 8_550 });
  });

  test('what is read after a pause of reading may be as old as the pause', () => {
    const { time, clock } = start();
    time.pass(1_000);
    clock.reading(false);
    time.pass(2_000);
    clock.reading(true);
    expect(clock.stamp(100, true)).toMatchObject({ readMs: 3_000, sinceMs: 1_000 });
    expect(clock.stamp(100, false)).toMatchObject({ sinceMs: 1_000 });
    time.pass(250);
    expect(clock.stamp(100, false)).toMatchObject({ sinceMs: 1_000 });
    expect(clock.stamp(100, false)).toMatchObject({ sinceMs: 3_250 });
  });

  test('a flood in which reading is paused again and again does not grow old', () => {
    const { time, clock } = start();
    for (let i = 0; i < 600; i += 1) {
      time.pass(10);
      clock.reading(false);
      time.pass(10);
      clock.reading(true);
      const { readMs, sinceMs } = clock.stamp(65_536, true);
      expect(readMs - sinceMs).toBeLessThan(400);
    }
  });

  test('what is read first may be as old as the process', () => {
    const time = new VirtualTime(() => 0);
    time.pass(700);
    const clock = new ArrivalClock(
      time.environment(() => 0),
      0,
    );
    expect(clock.stamp(100, false)).toMatchObject({ readMs: 700, sinceMs: 0 });
    time.pass(500);
    expect(clock.stamp(100, false)).toMatchObject({ sinceMs: 1_200 });
  });

  test('no two places in the order of events are the same', () => {
    const { clock } = start();
    expect([clock.order(), clock.stamp(100, false).order, clock.order()]).toEqual([1, 2, 3]);
  });
});

describe('ArrivalClock, where pauses overlap', () => {
  test('what waited in a second pause is as old as that, though bytes of the first are still counted', () => {
    const { time, clock } = start();
    time.pass(1_000);
    time.freeze(1_000);
    // A read that fills its buffer, and much more in the pipe.
    for (let i = 0; i < 31; i += 1) {
      expect(clock.stamp(32 * 1024, true)).toMatchObject({ sinceMs: 1_000 });
    }
    time.pass(100);
    time.freeze(8_000);
    expect(clock.stamp(32 * 1024, true)).toMatchObject({ readMs: 10_100, sinceMs: 1_000 });
    for (let i = 0; i < 31; i += 1) {
      expect(clock.stamp(32 * 1024, true)).toMatchObject({ readMs: 10_100, sinceMs: 2_100 });
    }
    expect(clock.stamp(32 * 1024, true)).toMatchObject({ sinceMs: 10_100 });
  });

  test('however many there are, few are remembered, and none makes what is read later old', () => {
    const { time, clock } = start();
    time.pass(1_000);
    for (let i = 0; i < 1_000; i += 1) {
      clock.reading(false);
      time.pass(60);
      clock.reading(true);
      clock.stamp(1_000, true);
    }
    for (let i = 0; i < 32; i += 1) {
      clock.stamp(32 * 1024, true);
    }
    expect(clock.stamp(100, true)).toMatchObject({ sinceMs: time.nowMs() });
  });
});

describe('ArrivalClock, behind a message that was slow', () => {
  test('a request may have waited since the read before', () => {
    const { time, clock } = start();
    time.pass(1_000);
    clock.stamp(100, false);
    time.pass(3_000);
    const arrival = clock.stamp(100, false);
    expect(arrival).toMatchObject({ sinceMs: 4_000, previousReadMs: 1_000 });
    expect(clock.behindMessage(arrival, Number.POSITIVE_INFINITY)).toMatchObject({ readMs: 4_000, sinceMs: 1_000 });
    // What waited with it may come in reads of its own.
    time.pass(150);
    expect(clock.stamp(100, false)).toMatchObject({ sinceMs: 1_000 });
    time.pass(300);
    expect(clock.stamp(100, false)).toMatchObject({ sinceMs: 4_450 });
  });

  test('but no longer than such a message may take', () => {
    const { time, clock } = start();
    time.pass(1_000);
    clock.stamp(100, false);
    time.pass(9_000);
    expect(clock.behindMessage(clock.stamp(100, false), 1_500)).toMatchObject({ readMs: 10_000, sinceMs: 8_500 });
    expect(clock.stamp(100, false)).toMatchObject({ sinceMs: 8_500 });
  });

  test('a stream of messages does not make requests older and older', () => {
    const { time, clock } = start();
    for (let i = 0; i < 5_000; i += 1) {
      time.pass(1);
      const { readMs, sinceMs } = clock.behindMessage(clock.stamp(100, false), Number.POSITIVE_INFINITY);
      expect(readMs - sinceMs).toBeLessThan(220);
    }
  });
});

describe('ArrivalClock, at its limits', () => {
  test('a gap that noise may explain is none: 300 ms between two signs of life, and no more', () => {
    for (const [gapMs, sinceMs] of [
      [300, 1_300],
      [301, 1_000],
    ] as const) {
      const { time, clock } = start();
      time.pass(1_000);
      time.freeze(gapMs);
      expect(clock.stamp(100, false)).toMatchObject({ readMs: 1_000 + gapMs, sinceMs });
    }
  });

  test('a process that has just begun has nothing in its pipe', () => {
    const time = new VirtualTime(() => 0);
    time.pass(700);
    // Its start is not known, or it is now: nothing is older than it.
    for (const startedMs of [undefined, 700, 900]) {
      const clock = new ArrivalClock(time, startedMs);
      expect(clock.stamp(100, true)).toMatchObject({ readMs: 700, sinceMs: 700, previousReadMs: 700 });
    }
    expect(new ArrivalClock(time, 400).stamp(100, true)).toMatchObject({ sinceMs: 400, previousReadMs: 400 });
  });

  test('what came in the first 200 ms may have waited for the process to start, what comes later has not', () => {
    const time = new VirtualTime(() => 0);
    time.pass(700);
    const clock = new ArrivalClock(time, 0);
    time.pass(199);
    clock.stamp(100, false);
    expect(clock.stamp(100, false)).toMatchObject({ sinceMs: 0 });
    time.pass(1);
    expect(clock.stamp(100, false)).toMatchObject({ sinceMs: 0 });
    expect(clock.stamp(100, false)).toMatchObject({ sinceMs: 900 });
  });

  test('while nobody reads, a quiet tick shows nothing', () => {
    const { time, clock } = start();
    time.pass(1_000);
    clock.reading(false);
    time.pass(10_000);
    expect(clock.stamp(100, true)).toMatchObject({ sinceMs: 1_000 });
  });

  test('a tick with a read before it shows nothing, the next one without does', () => {
    const { time, clock } = start();
    time.pass(1_000);
    clock.reading(false);
    time.pass(1_000);
    clock.reading(true);
    for (let ms = 0; ms < 500; ms += 50) {
      time.pass(50);
      expect(clock.stamp(10, true)).toMatchObject({ sinceMs: 1_000 });
    }
    time.pass(100);
    expect(clock.stamp(10, true)).toMatchObject({ sinceMs: 1_000 });
    time.pass(200);
    expect(clock.stamp(10, true)).toMatchObject({ sinceMs: time.nowMs() });
  });

  test('a pause is over when as much was read as a pipe holds, to the byte', () => {
    const mib = 1024 * 1024;
    for (const [bytes, sinceMs] of [
      [mib - 1, 1_000],
      [mib, 2_000],
    ] as const) {
      const { time, clock } = start();
      time.pass(1_000);
      clock.reading(false);
      time.pass(1_000);
      clock.reading(true);
      clock.stamp(bytes, true);
      expect(clock.stamp(100, true)).toMatchObject({ sinceMs });
    }
  });

  test('pauses that begin within 50 ms share an age, later ones have their own', () => {
    for (const [apartMs, sinceMs] of [
      [49, 1_000],
      [50, 1_050],
    ] as const) {
      const { time, clock } = start();
      time.pass(1_000);
      clock.reading(false);
      time.pass(10);
      clock.reading(true);
      // All but a byte of what may have waited in the first pause.
      clock.stamp(1024 * 1024 - 1, true);
      time.pass(apartMs - 10);
      clock.reading(false);
      time.pass(10);
      clock.reading(true);
      clock.stamp(1, true);
      expect(clock.stamp(1, true)).toMatchObject({ sinceMs });
    }
  });

  test('of many pauses, those after the sixty-fourth share its age', () => {
    const { time, clock } = start();
    time.pass(1_000);
    for (let i = 0; i < 70; i += 1) {
      clock.reading(false);
      time.pass(60);
      clock.reading(true);
      clock.stamp(1, true);
    }
    // A byte was read after each pause: now all are over but the last, which has one byte left.
    clock.stamp(1024 * 1024 - 2, true);
    expect(clock.stamp(1, true)).toMatchObject({ sinceMs: 1_000 + 63 * 60 });
  });

  test('a message makes nothing younger that is older already', () => {
    const { time, clock } = start();
    time.pass(1_000);
    time.freeze(4_000);
    clock.stamp(100, true);
    time.pass(10);
    const arrival = clock.stamp(100, true);
    expect(arrival).toMatchObject({ sinceMs: 1_000, previousReadMs: 5_000 });
    expect(clock.behindMessage(arrival, Number.POSITIVE_INFINITY)).toMatchObject({ sinceMs: 1_000 });
  });

  test('what is read up to 200 ms after a message may have waited behind it', () => {
    const { time, clock } = start();
    time.pass(1_000);
    clock.stamp(100, false);
    time.pass(1_000);
    clock.behindMessage(clock.stamp(100, false), Number.POSITIVE_INFINITY);
    time.pass(200);
    expect(clock.stamp(100, false)).toMatchObject({ sinceMs: 1_000 });
    time.pass(1);
    expect(clock.stamp(100, false)).toMatchObject({ sinceMs: 2_201 });
  });

  test('messages within 10 ms are one, for which the first and the last count', () => {
    for (const [apartMs, sinceMs] of [
      [9, 1_000],
      [10, 2_000],
    ] as const) {
      const { time, clock } = start();
      time.pass(1_000);
      clock.stamp(100, false);
      time.pass(1_000);
      clock.behindMessage(clock.stamp(100, false), Number.POSITIVE_INFINITY);
      time.pass(apartMs);
      clock.behindMessage(clock.stamp(100, false), Number.POSITIVE_INFINITY);
      time.pass(200);
      // 200 ms after the last, more than that after the first.
      expect(clock.stamp(100, false)).toMatchObject({ sinceMs });
    }
  });
});
