import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { failureText } from '../failure-text.ts';

/** Where lockstep knows the numbers of the system calls that wait. */
const architectures = ['x64', 'arm64'];

/** What is looked at while a node runs. */
const files = (pid: number) => [
  `/proc/${pid}/io`,
  `/proc/${pid}/task/${pid}/children`,
  ...['stat', 'schedstat', 'syscall'].map((name) => `/proc/${pid}/task/${pid}/${name}`),
];

/** The machine, as far as lockstep depends on it. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Throws when a file can't be read. */
  readonly read: (path: string) => void;
}

const thisMachine: Machine = {
  platform: process.platform,
  arch: process.arch,
  read: (path) => {
    readFileSync(path);
  },
};

/**
 * Why lockstep can't work on this machine, as one sentence without its end; undefined when it can.
 * What a child lets others see decides: what a process may read of itself says nothing.
 */
export function lockstepProblem({ platform, arch, read }: Machine = thisMachine): string | undefined {
  if (platform !== 'linux') {
    return '--lockstep needs Linux, whose /proc shows when a node is at rest: leave it out, or use a Linux container';
  }
  if (!architectures.includes(arch)) {
    return `--lockstep knows the system calls of ${architectures.join(' and ')} only, not of ${arch}: leave it out`;
  }
  const child = spawn('sh', ['-c', 'read -r line'], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.on('error', () => {});
  const { pid } = child;
  if (pid === undefined) {
    return undefined;
  }
  try {
    for (const file of files(pid)) {
      read(file);
    }
    return undefined;
  } catch (error) {
    const { path = '/proc' } = error as NodeJS.ErrnoException;
    const what = path.replace(String(pid), 'PID').replace(`/${pid}/`, '/TID/');
    return (
      `--lockstep needs to see in Linux's /proc when a node is at rest, and ${what} can't be read ` +
      `(${failureText(error)}): leave it out, or use a machine or container that allows it`
    );
  } finally {
    child.kill('SIGKILL');
  }
}
