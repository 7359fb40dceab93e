import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import type { Machine } from '../result.ts';

/** The machine that this runs on, as it is now. */
export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    loadAverage: loadavg()[0]!,
  };
}

/** One line about a machine. */
export function describeMachine({ cpu, cores, memoryBytes, system, node, loadAverage }: Machine): string {
  const gigabytes = Math.round(memoryBytes / 2 ** 30);
  return (
    `${cpu}, ${cores} ${cores === 1 ? 'core' : 'cores'}, ${gigabytes} GB, ${system}, Node.js ${node}, load ` +
    `average before: ${loadAverage.toFixed(1)}`
  );
}
