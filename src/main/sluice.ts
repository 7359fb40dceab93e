#!/usr/bin/env node
import { readFileSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Ledger } from '../shared/ledger.ts';
import { Counters } from './counters.ts';
import type { Environment } from './environment.ts';
import { boundedLog } from './log.ts';
import { CounterNode } from './node.ts';
import { type Options, parseCommand } from './options.ts';
import { Output, openStdout } from './output.ts';
import { WorkerDecoder } from './worker-decoder.ts';

/** The node as a process: stdio, signals and exit codes around {@link CounterNode}. */

const environment: Environment = {
  nowMs: () => performance.now(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
  random: Math.random,
};

/** Input is held back while this many bytes wait to be decoded, or replies to be taken. */
const backlogBytesMax = 4 * 1024 * 1024;
/** What one read of stdin can bring at most: Node reads pipes into buffers of this size. */
const readBytesMax = 65_536;

function run(options: Options): void {
  const counters = new Counters();
  const log = boundedLog((line) => void writeStderr(line));
  const ledger = Ledger.create(1 + options.workers);
  const stdin = process.stdin;
  const stdout = openStdout();
  let undecodedBytes = 0;

  const regulate = () => {
    const hold = undecodedBytes > backlogBytesMax || output.backlogBytes > backlogBytesMax;
    if (hold === stdin.isPaused()) return;
    node.reading(!hold);
    if (hold) stdin.pause();
    else stdin.resume();
  };
  const output = new Output(stdout, regulate);
  const workers = options.workers > 0 ? new WorkerDecoder({ ledger, environment, counters, log }) : undefined;
  const node = new CounterNode({
    settings: options,
    environment,
    counters,
    log,
    // The zero of this clock is the start of the process.
    startedMs: 0,
    ledger,
    ...(workers && { workers }),
    write: (lines) => output.write(lines),
    onBacklog: (bytes) => {
      undecodedBytes = bytes;
      regulate();
    },
  });
  const leave = () => output.flush(() => process.exit(0));

  stdin.on('data', (bytes: Buffer) => {
    node.receive(bytes, bytes.length >= readBytesMax);
    regulate();
  });
  stdin.on('end', () => node.end(leave));
  stdin.on('error', (error) => {
    log('stdin failed', { why: error.message });
    node.end(leave);
  });
  // Nobody reads what this node says: there is nothing left to do, and nobody to tell.
  stdout.on('error', () => process.exit(1));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => node.leave(leave));
  }
  if (options.statsIntervalMs > 0) {
    setInterval(() => {
      const gauges = { held: node.held, workersReady: workers?.ready ?? 0, rssBytes: process.memoryUsage.rss() };
      writeStderr(`${JSON.stringify({ event: 'stats', ...gauges, ...counters })}\n`);
    }, options.statsIntervalMs);
  }
}

function writeStderr(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // A stderr that is closed or full must not stop the node.
  }
}

function version(): string {
  // Two folders up from the source, three from the build.
  const up = import.meta.filename.endsWith('.ts') ? '../..' : '../../..';
  const file = new URL(`${up}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

const command = parseCommand(process.argv.slice(2), version(), availableParallelism());
if (command.kind === 'run') run(command.options);
else if (command.kind === 'print') process.stdout.write(command.text);
else {
  writeStderr(`sluice: ${command.problem}\n`);
  process.exitCode = 2;
}
