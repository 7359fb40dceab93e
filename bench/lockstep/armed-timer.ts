import { closeSync, openSync, readSync } from 'node:fs';
import { isGoProgram } from './go-program.ts';

/** How a system call that waits says for how long. */
type TimeoutOf = (args: readonly bigint[], pid: string) => number | undefined;

/** Timeouts this far away, in milliseconds, are a runtime's own: Go's monitor waits 60 s. */
const housekeepingMs = 30_000;

const futexWaitBitset = 9n;
const futexCommandMask = 0x7fn;
const futexClockRealtime = 0x100n;
const timerAbsolute = 1n;

/** The system calls in which a thread can wait for a time, by name. */
const timeouts: Readonly<Record<string, TimeoutOf>> = {
  poll: ([, , ms]) => milliseconds(ms),
  epoll_wait: ([, , , ms]) => milliseconds(ms),
  epoll_pwait: ([, , , ms]) => milliseconds(ms),
  epoll_pwait2: ([, , , at], pid) => timespec(at, pid),
  select: ([, , , , at], pid) => timespec(at, pid),
  pselect6: ([, , , , at], pid) => timespec(at, pid),
  ppoll: ([, , at], pid) => timespec(at, pid),
  rt_sigtimedwait: ([, , at], pid) => timespec(at, pid),
  // Go's monitor thread sleeps so, 10 ms at most, after anything that has run. Its timers don't.
  nanosleep: ([at], pid) => (isGoProgram(pid) ? undefined : timespec(at, pid)),
  clock_nanosleep: ([, flags, at], pid) => (flags === timerAbsolute ? untilClock(at, pid) : timespec(at, pid)),
  futex: ([, operation = 0n, , at], pid) => {
    if ((operation & futexCommandMask) !== futexWaitBitset) {
      return timespec(at, pid);
    }
    return (operation & futexClockRealtime) === 0n ? untilClock(at, pid) : untilWallClock(at, pid);
  },
};

/** Their numbers. Source: the kernel's syscall tables for x86-64, and the common one for arm64. */
const numbers: Readonly<Partial<Record<string, Readonly<Record<number, string>>>>> = {
  x64: {
    7: 'poll',
    23: 'select',
    35: 'nanosleep',
    128: 'rt_sigtimedwait',
    202: 'futex',
    230: 'clock_nanosleep',
    232: 'epoll_wait',
    270: 'pselect6',
    271: 'ppoll',
    281: 'epoll_pwait',
    441: 'epoll_pwait2',
  },
  arm64: {
    22: 'epoll_pwait',
    72: 'pselect6',
    73: 'ppoll',
    98: 'futex',
    101: 'nanosleep',
    115: 'clock_nanosleep',
    137: 'rt_sigtimedwait',
    441: 'epoll_pwait2',
  },
};

/**
 * Whether a thread waits for a time, from a line of `/proc/PID/task/TID/syscall`; not when that is
 * as long as only a runtime's housekeeping takes.
 */
export function hasArmedTimer(pid: string, syscall: string): boolean {
  const [number, ...args] = syscall.trim().split(' ');
  const name = numbers[process.arch]?.[Number(number)];
  const ms = name === undefined ? undefined : timeouts[name]?.(args.slice(0, 6).map(BigInt), pid);
  return ms !== undefined && ms < housekeepingMs;
}

/** An `int` of milliseconds; negative for no end. */
function milliseconds(register: bigint | undefined): number | undefined {
  const ms = Number(BigInt.asIntN(32, register ?? -1n));
  return ms < 0 ? undefined : ms;
}

/** The `struct timespec` at an address of the process's memory; undefined for none. */
function timespec(address: bigint | undefined, pid: string): number | undefined {
  if (address === undefined || address === 0n) {
    return undefined;
  }
  const bytes = Buffer.alloc(16);
  let memory: number | undefined;
  try {
    memory = openSync(`/proc/${pid}/mem`, 'r');
    readSync(memory, bytes, 0, 16, address);
  } catch {
    // It went on meanwhile, or may not be looked at: a timer is there, and that is what counts.
    return 0;
  } finally {
    if (memory !== undefined) {
      closeSync(memory);
    }
  }
  return Number(bytes.readBigInt64LE(0)) * 1_000 + Number(bytes.readBigInt64LE(8)) / 1e6;
}

function untilClock(address: bigint | undefined, pid: string): number | undefined {
  const atMs = timespec(address, pid);
  return atMs === undefined ? undefined : atMs - Number(process.hrtime.bigint()) / 1e6;
}

function untilWallClock(address: bigint | undefined, pid: string): number | undefined {
  const atMs = timespec(address, pid);
  return atMs === undefined ? undefined : atMs - Date.now();
}
