import { invocation } from '../invocation.ts';

/** The command line that repeats a run: the arguments as they were given, with the seed in them. */
export function commandText(args: readonly string[], seed: number, command: string): string {
  const split = args.indexOf('--');
  const own = split < 0 ? args : args.slice(0, split);
  const hasSeed = own.some((arg) => arg === '--seed' || arg.startsWith('--seed='));
  return `${invocation(command)} ${argumentsText([...(hasSeed ? [] : ['--seed', String(seed)]), ...args])}`;
}

/** Arguments as a POSIX shell reads them back. */
export function argumentsText(args: readonly string[]): string {
  return args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`)).join(' ');
}
