import { execFile } from 'node:child_process';
import { runLoad } from '../benchmarks/measure/load/run-load.ts';
import { perSecond } from '../benchmarks/measure/load-figures.ts';
import { sluiceFile, workbenchFile } from '../built-files.ts';

/** What is to be recorded. */
export interface Recording {
  readonly scope: 'firehose' | 'workbench';
  readonly seconds: number;
  /** The node's `--workers`. */
  readonly workers: number | 'auto';
  /** Where the profiles go, one for each thread. */
  readonly directory: string;
}

/** How often the profiler looks, in microseconds: often enough for a thread that is seldom busy. */
const sampleIntervalUs = 500;

/**
 * Runs what is to be recorded under `node --cpu-prof`; returns what it did, for people.
 *
 * 0x draws the profiles but doesn't record them. Its recorder would show system calls as well, but
 * it replaces the node's stdout by another kind of socket, which a second process copies on, and
 * makes V8 print every function that it optimises: the node took in a quarter less, and the graph
 * was that of another program. And it draws only one of several threads.
 */
export async function record(recording: Recording): Promise<string[]> {
  const { directory } = recording;
  const flags = ['--cpu-prof', `--cpu-prof-dir=${directory}`, `--cpu-prof-interval=${sampleIntervalUs}`];
  return recording.scope === 'firehose' ? firehose(recording, flags) : workbench(recording, flags);
}

async function firehose({ seconds, workers }: Recording, flags: readonly string[]): Promise<string[]> {
  const run = await runLoad(
    { command: process.execPath, args: [...flags, sluiceFile, '--workers', String(workers)] },
    {
      operation: 'add',
      offer: { kind: 'window', window: null },
      warmUpMs: 0,
      measureMs: seconds * 1_000,
      roundTripMs: 1,
      echo: false,
    },
  );
  if (run.problem !== undefined) {
    throw new Error(run.problem);
  }
  const rate = (perSecond(run) / 1e6).toFixed(2);
  return [
    `One node with --workers ${workers} for ${seconds} s under as many adds as it takes: ${rate} million adds a ` +
      `second while it was profiled, ${run.answered} answers, counter ${run.sumRead}.`,
    'Start and end of the process are part of the profiles. What V8 calls idleness is left out: waiting for input, ' +
      'and the system call that reads it.',
    ...(run.stderr === '' ? [] : [`The node wrote to stderr: ${run.stderr}`]),
  ];
}

async function workbench({ seconds, directory }: Recording, flags: readonly string[]): Promise<string[]> {
  const load = ['--rate', '100000', '--concurrency', '100n', '--nemesis', 'none', '--seed', '1'];
  const course = ['--time-limit', String(seconds), '--recovery', '1', '--out', `${directory}/store`];
  const all = [...flags, workbenchFile, 'test', ...load, ...course];
  const stdout = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, all, { maxBuffer: 2 ** 26 }, (error, out, err) => {
      if (error === null) {
        resolve(out);
      } else {
        reject(new Error(`npm start failed: ${err || out.slice(-500)}`));
      }
    });
  });
  const operations = /^Seed.*\n(.*)\n/m.exec(stdout)?.[1] ?? '';
  return [
    `The workbench’s own process at its limit: npm start -- ${load.join(' ')} --time-limit ${seconds}.`,
    operations,
    'Its nodes are processes of their own and no part of this profile.',
  ];
}
