import type { SimulationOptions } from './simulation-options.ts';

/** All options of a run, for people, as flags that pin them. */
export function describeOptions(options: SimulationOptions): string {
  return `  ${Object.entries(flagsOf(options))
    .map(([flag, value]) => `--${flag} ${value}`)
    .join(' ')}`;
}

/** The flags, without their dashes, that pin every option of a run. */
export function flagsOf(options: SimulationOptions): Record<string, string | number> {
  return {
    design: options.design,
    store: options.store,
    service: options.service,
    'node-count': options.nodeCount,
    concurrency: options.concurrency,
    rate: options.rate,
    ...(options.addShare !== undefined && { 'add-share': options.addShare }),
    ...(options.addsUntilMs !== undefined && { 'adds-until': options.addsUntilMs / 1_000 }),
    'time-limit': options.timeLimitMs / 1_000,
    recovery: options.recoveryMs / 1_000,
    network: options.network,
    'restart-queue': options.restartQueue,
    latency: options.latencyMs,
    'latency-dist': options.latencyDistribution,
    nemesis: options.faults.join(',') || 'none',
    'nemesis-interval': options.nemesisIntervalMs / 1_000,
    'clock-jump-interval-ms': options.clockJumpIntervalMs,
    'flush-interval-ms': options.flushIntervalMs,
    'read-staleness-ms': options.readStalenessMs,
    'reply-deadline-ms': options.replyDeadlineMs,
    'kv-timeout-ms': options.kvTimeoutMs,
    'queue-max': options.queueMax,
  };
}
