import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePipe } from './fifo.ts';
import type { LoadReport, LoadSpec } from './load-spec.ts';
import { monotonicMs } from './monotonic.ts';

/** A node to load: an executable and its arguments. */
export interface NodeCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** The result of {@link runLoad}. */
export interface LoadRun extends LoadReport {
  /** From just before the node's process was made until `init_ok` was read, in milliseconds. */
  readonly startUpMs: number;
  /**
   * The main thread's event-loop utilisation during the measurement, 0 to 1, from the node's own
   * statistics; undefined without them.
   */
  readonly loopUtilization: number | undefined;
  /** The end of the node's stderr, without its statistics. */
  readonly stderr: string;
}

const loadProcess = fileURLToPath(new URL('./load-process.js', import.meta.url));
/** A measurement that takes this much longer than planned, in milliseconds, is stuck. */
const stuckMs = 60_000;
const stderrCharsMax = 4_096;

/**
 * Starts a node and the load on it, each as a process of its own with pipes between them, and waits
 * for the end of both.
 */
export async function runLoad(node: NodeCommand, spec: LoadSpec): Promise<LoadRun> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  const children: ChildProcess[] = [];
  try {
    return await measure(node, spec, directory, children);
  } finally {
    for (const child of children) {
      child.kill('SIGKILL');
    }
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(
  node: NodeCommand,
  spec: LoadSpec,
  directory: string,
  children: ChildProcess[],
): Promise<LoadRun> {
  const stdin = makePipe(join(directory, 'stdin'));
  const stdout = makePipe(join(directory, 'stdout'));
  const load = spawn(process.execPath, [loadProcess, JSON.stringify(spec), directory], {
    stdio: ['ignore', 'pipe', 'inherit', stdin.writeEnd, stdout.readEnd],
  });
  children.push(load);
  const loadEnded = once(load, 'exit');
  await Promise.race([once(load.stdout!, 'data'), loadEnded]);

  const spawnedMs = monotonicMs();
  const child = spawn(node.command, node.args, {
    cwd: directory,
    stdio: [stdin.readEnd, stdout.writeEnd, 'pipe'],
  });
  children.push(child);
  for (const descriptor of [stdin.readEnd, stdin.writeEnd, stdout.readEnd, stdout.writeEnd]) {
    closeSync(descriptor);
  }
  const failed = new Promise<never>((_, reject) => {
    child.on('error', (error) => reject(new Error(`${node.command} did not start: ${error.message}`)));
  });
  writeFileSync(join(directory, 'node.pid'), `${child.pid ?? 0}`);
  const stats = new StatsLines();
  child.stderr!.on('data', (bytes: Buffer) => stats.push(bytes.toString('utf8')));

  await Promise.race([loadEnded, failed, stuck(spec)]);
  const report = JSON.parse(readFileSync(join(directory, 'report.json'), 'utf8')) as LoadReport;
  return {
    ...report,
    startUpMs: report.initOkMs - spawnedMs,
    loopUtilization: stats.loopUtilization(report.from.node.atMs, report.to.node.atMs),
    stderr: stats.tail,
  };
}

function stuck(spec: LoadSpec): Promise<never> {
  const limitMs = spec.warmUpMs + spec.measureMs + (spec.requestsMax ?? 0) / 10 + stuckMs;
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error('the measurement does not end')), limitMs).unref();
  });
}

/** Collects the node's statistics lines from its stderr. */
class StatsLines {
  readonly #utilizations: { readonly atMs: number; readonly share: number }[] = [];
  #rest = '';
  tail = '';

  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) {
      const [, share] = /"loopUtilization":([\d.]+)/.exec(line) ?? [];
      if (share !== undefined) {
        this.#utilizations.push({ atMs: monotonicMs(), share: Number(share) });
      }
      if (!line.startsWith('{"event":"stats"')) {
        this.tail = `${this.tail}${line}\n`.slice(-stderrCharsMax);
      }
    }
  }

  /** Mean of the lines that came between two times. */
  loopUtilization(fromMs: number, toMs: number): number | undefined {
    const within = this.#utilizations.filter(({ atMs }) => atMs > fromMs && atMs <= toMs);
    if (within.length === 0) {
      return undefined;
    }
    return within.reduce((sum, { share }) => sum + share, 0) / within.length;
  }
}
