import { execFileSync } from 'node:child_process';

/** Whether a command is there and succeeds with these arguments, such as `--version`. */
export function hasCommand(name: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(name, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
