#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Ledger } from '../shared/ledger.ts';
import { type Options, parseCommand } from './command-line.ts';
import { Counters } from './counters.ts';
import type { Environment } from './environment.ts';
import { usageLine } from './flags/read-flags.ts';
import { boundedLog } from './log.ts';
import { offloadBytesMax } from './maelstrom/decoder.ts';
import { Input } from './maelstrom/input.ts';
import { MeasuringOffloadPolicy } from './maelstrom/offload-policy.ts';
import { Output } from './maelstrom/output.ts';
import { chunksPerWorker, WorkerDecoder } from './maelstrom/worker-decoder.ts';
import { CounterNode } from './node.ts';

/** The node as a process: stdio, signals and exit codes around {@link CounterNode}. */

const environment: Environment = {
  nowMs: () => performance.now(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
  random: Math.random,
};

/** For how long in all the main thread has been busy. */
const busyMs = () => performance.eventLoopUtilization().active;

/**
 * Input is held back while so much of it waits to be decoded: two chunks, or replies of the store
 * would wait behind many.
 */
const undecodedBytesMax = 2 * offloadBytesMax;
/** Input is held back while so many bytes of replies wait to be taken. */
const untakenBytesMax = 4 * 1024 * 1024;
/** Or while they will take this share of the reply deadline to be taken. */
const untakenShare = 0.25;
/** Statistics are left out while so much of stderr waits to be taken. */
const stderrBacklogBytesMax = 65_536;
/** How long after the last deadline the last replies may take to be written, in milliseconds. */
const lastWriteMs = 500;

function run(options: Options): void {
  const counters = new Counters();
  const log = boundedLog((line) => void process.stderr.write(line));
  const ledger = Ledger.create(1 + chunksPerWorker * options.workers);
  let undecodedBytes = 0;
  const output = new Output({
    // On a pipe it doesn't wait for its reader, except on Windows.
    stream: process.stdout,
    nowMs: environment.nowMs,
    onTaken: () => regulate(),
    onDropped: (lines) => {
      counters.repliesDropped += lines;
    },
  });
  /** Holds input back while what it makes can't be taken, or soon would be too old. */
  const regulate = () => {
    const isBehind = output.bytes > untakenBytesMax || output.drainMs(0) > options.replyDeadlineMs * untakenShare;
    const hold = undecodedBytes > undecodedBytesMax || isBehind;
    if (hold === input.isPaused) {
      return;
    }
    node.reading(!hold);
    if (hold) {
      input.pause();
    } else {
      input.resume();
    }
  };
  const workers = options.workers > 0 ? new WorkerDecoder({ ledger, environment, counters, log }) : undefined;
  const node = new CounterNode({
    settings: options,
    environment,
    counters,
    log,
    // The zero of this clock is the start of the process.
    startedMs: 0,
    ledger,
    ...(workers && { workers, offloadPolicy: new MeasuringOffloadPolicy(environment, busyMs) }),
    write: (lines, byMs) => output.write(lines, byMs),
    writeFirst: (lines) => output.writeFirst(lines),
    backlog: output,
    onBacklog: (bytes) => {
      undecodedBytes = bytes;
      regulate();
    },
  });
  let exitCode = 0;
  const leave = (how: 'end' | 'leave') => {
    // Should nobody take the last replies.
    setTimeout(() => process.exit(1), options.replyDeadlineMs + lastWriteMs).unref();
    node[how](() => output.end(() => process.exit(exitCode)));
  };

  const input = new Input({
    onBytes: (bytes, full) => {
      node.receive(bytes, full);
      // Now: there may be more to read before the event loop comes round.
      output.flush();
      regulate();
    },
    onEnd: () => leave('end'),
    onError: (error) => {
      log('stdin failed', { why: error.message });
      exitCode = 1;
      leave('end');
    },
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => leave('leave'));
  }
  if (options.statsIntervalMs > 0) {
    let loop = performance.eventLoopUtilization();
    setInterval(() => {
      const loopBefore = loop;
      loop = performance.eventLoopUtilization();
      if (process.stderr.writableLength > stderrBacklogBytesMax) {
        return;
      }
      // The share of the time since the last line in which the main thread was busy, 0 to 1.
      const loopUtilization = performance.eventLoopUtilization(loop, loopBefore).utilization;
      const gauges = {
        held: node.held,
        loopUtilization,
        workersReady: workers?.ready ?? 0,
        rssBytes: process.memoryUsage.rss(),
      };
      process.stderr.write(`${JSON.stringify({ event: 'stats', ...gauges, ...counters })}\n`);
    }, options.statsIntervalMs);
  }
}

function version(): string {
  // Two folders up from the source, three from the build.
  const up = import.meta.filename.endsWith('.ts') ? '../..' : '../../..';
  const file = new URL(`${up}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

// A stderr that is closed must not stop the node. When nobody reads what it says on stdout, there
// is nothing left to do, and nobody to tell.
process.stderr.on('error', () => {});
process.stdout.on('error', () => process.exit(1));

const command = parseCommand(process.argv.slice(2), version(), availableParallelism());
if (command.kind === 'run') {
  run(command.options);
} else if (command.kind === 'print') {
  process.stdout.write(command.text);
} else {
  process.stderr.write(`sluice: ${usageLine(command.problem)}`);
  process.exitCode = 2;
}
