import { accessSync, constants, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sluiceFile } from '../built-files.ts';
import { judge } from '../checkers/judge.ts';
import { ProcessCluster } from '../cluster/process-cluster.ts';
import type { MessageLog } from '../network/network.ts';
import { parseCommandLine, type TestOptions } from '../options.ts';
import { below, seedMax, stream } from '../random.ts';
import { realEnvironment } from '../real-environment.ts';
import { renderResults } from '../report/results.ts';
import { writeStore } from '../report/store.ts';
import type { Requirements, Run } from '../run.ts';
import { type Plan, runTest } from '../run-test.ts';
import { commandText } from './command-text.ts';
import { makeStoreDirectory } from './store-directory.ts';
import { Progress } from './test-progress.ts';

const args = process.argv.slice(2);
const commandLine = parseCommandLine(args);
switch (commandLine.kind) {
  case 'help':
    process.stdout.write(commandLine.text);
    break;
  case 'error':
    process.stderr.write(`${commandLine.message}\n`);
    process.exitCode = 2;
    break;
  case 'test':
    start(commandLine.options);
}

function start(options: TestOptions): void {
  const bin = resolve(options.bin ?? sluiceFile);
  const problem = whyNotExecutable(bin);
  if (problem !== undefined) {
    process.stderr.write(`--bin ${options.bin ?? bin} ${problem} (see --help).\n`);
    process.exitCode = 2;
    return;
  }
  const seed = options.seed ?? below(Math.random, seedMax);
  const startedAt = new Date().toISOString();
  const directory = makeStoreDirectory(options.store, options.workload, startedAt);
  const plan: Plan = {
    ...options,
    seed,
    startedAt,
    command: commandText(args, seed),
    nodes: Array.from({ length: options.nodeCount }, (_, index) => `n${index}`),
  };
  const { availability, promise } = options;
  const requirements: Requirements = {
    consistency: promise.consistency,
    stalenessMs: promise.stalenessMs,
    ...(availability !== undefined && { availability }),
  };
  process.stdout.write(
    `Seed ${seed}\n` +
      `${options.workload}: ${plan.nodes.length} nodes, ${plan.concurrency} clients, ${plan.rate} op/s for ${plan.timeLimitMs / 1_000} s, ` +
      `faults: ${plan.faults.join(', ') || 'none'}, required: ${promise.consistency}${promise.stalenessMs > 0 ? ` with reads up to ${promise.stalenessMs} ms old` : ''}\n`,
  );
  if (promise.note !== undefined) {
    process.stdout.write(`${promise.note}\n`);
  }
  const progress = new Progress(process.stdout);
  const logged = (direction: string): MessageLog => {
    return (id, src, dest, bodyText) => progress.print(`${direction} ${id} ${src} -> ${dest} ${bodyText}\n`);
  };
  const cluster = new ProcessCluster({
    bin,
    args: options.nodeArgs,
    logDirectory: join(directory, 'node-logs'),
    ...(options.logStderr && { stderr: (node: string, text: string) => progress.print(prefixed(node, text)) }),
  });
  // Whatever ends the workbench, no node outlives it.
  process.on('exit', () => cluster.killAll());
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => {
      progress.stop();
      process.exit(code);
    });
  }
  const running = runTest(plan, realEnvironment(stream(seed, 'environment')), cluster, {
    completed: (operation) => progress.completed(operation),
    finished: (run) => {
      progress.stop();
      finish(run, requirements, directory);
    },
    log: {
      ...(options.logNetSend && { send: logged('send') }),
      ...(options.logNetRecv && { receive: logged('recv') }),
    },
  });
  progress.watch(running);
}

function finish(run: Run, requirements: Requirements, directory: string): void {
  const verdict = judge(run, requirements);
  const files = writeStore(run, verdict, requirements, directory);
  process.stdout.write(`${renderResults(run, verdict, requirements)}\n`);
  process.stdout.write(`${files.map((file) => `Wrote ${file}`).join('\n')}\n`);
  process.stdout.write(`Seed ${run.seed}; again: ${run.command}\n`);
  process.exitCode = verdict.exitCode;
}

function whyNotExecutable(bin: string): string | undefined {
  try {
    if (!statSync(bin).isFile()) {
      return 'is not a file';
    }
  } catch {
    return 'does not exist';
  }
  try {
    accessSync(bin, constants.X_OK);
    return undefined;
  } catch {
    return `is not executable, which "chmod +x ${bin}" makes it`;
  }
}

function prefixed(node: string, text: string): string {
  const lines = text.endsWith('\n') ? text.slice(0, -1) : text;
  return `${lines.replaceAll(/^/gm, `${node}: `)}\n`;
}
