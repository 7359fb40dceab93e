/** The command line that repeats a run: the arguments as they were given, with the seed in them. */
export function commandText(args: readonly string[], seed: number, script = 'npm start'): string {
  const split = args.indexOf('--');
  const own = split < 0 ? args : args.slice(0, split);
  const nodeArgs = split < 0 ? [] : args.slice(split);
  const hasSeed = own.some((arg) => arg === '--seed' || arg.startsWith('--seed='));
  const all = [...(hasSeed ? [] : ['--seed', String(seed)]), ...own, ...nodeArgs];
  return `${script} -- ${all.map(quoted).join(' ')}`;
}

/** An argument as a POSIX shell reads it back. */
function quoted(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
