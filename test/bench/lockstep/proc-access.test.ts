import { describe, expect, test } from 'vitest';
import { lockstepProblem } from '../../../bench/lockstep/proc-access.ts';

const linux = { platform: 'linux', arch: 'x64', read: () => {} };

describe('where lockstep works', () => {
  test('on Linux whose /proc can be read', () => {
    expect(lockstepProblem(linux)).toBeUndefined();
  });

  test('nowhere else, in a sentence that says what to do', () => {
    expect(lockstepProblem({ ...linux, platform: 'darwin' })).toMatch(/^--lockstep needs Linux, .*: leave it out/);
    expect(lockstepProblem({ ...linux, arch: 'riscv64' })).toMatch(
      /^--lockstep knows .* not of riscv64: leave it out$/,
    );
  });

  test('not where a process may not be looked at by its parent', () => {
    const read = (path: string) => {
      if (path.endsWith('/syscall')) {
        throw Object.assign(new Error('no'), { errno: -13, path });
      }
    };
    expect(lockstepProblem({ ...linux, read })).toBe(
      "--lockstep needs to see in Linux's /proc when a node is at rest, and /proc/PID/task/TID/syscall can't be read " +
        '(permission denied): leave it out, or use a machine or container that allows it',
    );
  });
});
