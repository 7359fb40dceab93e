import { readdirSync, readFileSync } from 'node:fs';
import type { ProcessUse } from './load-spec.ts';
import { monotonicMs } from './monotonic.ts';

/**
 * What a process has used so far, as Linux counts it (`/proc/<pid>/task/<tid>/schedstat`, in
 * nanoseconds); zeros on other systems.
 */
export function processUse(pid: number | 'self'): ProcessUse {
  const atMs = monotonicMs();
  try {
    const main = pid === 'self' ? process.pid : pid;
    let mainCpuMs = 0;
    let allCpuMs = 0;
    for (const thread of readdirSync(`/proc/${main}/task`)) {
      const cpuMs = threadCpuMs(main, thread);
      allCpuMs += cpuMs;
      if (Number(thread) === main) {
        mainCpuMs = cpuMs;
      }
    }
    return { atMs, mainCpuMs, allCpuMs, rssBytes: rssBytes(main) };
  } catch {
    return { atMs, mainCpuMs: 0, allCpuMs: 0, rssBytes: 0 };
  }
}

function threadCpuMs(pid: number, thread: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    // The thread has ended meanwhile.
    return 0;
  }
}

function rssBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes ?? 0) * 1024;
}
