import { existsSync } from 'node:fs';
import { type Flag, text, WrongText } from '../../src/main/flags/flag.ts';
import type { Flags } from '../../src/main/flags/read-flags.ts';
import { isOwnScript, type Variables } from '../invocation.ts';

/** What `npm run` does to a command line before the command sees it. */

/** Flags of ours that npm has, too: one in the environment may come from the user's `.npmrc`. */
const npmsOwn = ['json', 'only', 'scope'];

/** The script that npm runs, as the user calls it; undefined when npm runs none. */
export function npmScript({ npm_command: command, npm_lifecycle_event: script }: Variables): string | undefined {
  if (!command || !script || command === 'exec') {
    return undefined;
  }
  return command === 'start' || command === 'test' ? `npm ${command}` : `npm run ${script}`;
}

/**
 * The sentence about options that npm took for itself, as in `npm start --rate 5`; undefined when
 * it took none. npm leaves them in the environment, and leaves out what they were given.
 */
export function takenByNpm(flags: Flags, args: readonly string[], variables: Variables): string | undefined {
  const script = npmScript(variables);
  if (script === undefined) {
    return undefined;
  }
  const taken = Object.entries(flags).flatMap(([name, flag]) => {
    const value = variables[`npm_config_${name.replaceAll('-', '_')}`];
    if (!value || (npmsOwn.includes(name) && !isOurs(flag, value))) {
      return [];
    }
    return [{ name, text: flag.takesText ? (value === 'true' ? args[0] : value) : undefined }];
  });
  const [first, ...others] = taken;
  if (first === undefined) {
    return undefined;
  }
  if (others.length === 0) {
    const option = first.text === undefined ? `--${first.name}` : `--${first.name} ${first.text}`;
    return `npm took --${first.name} for itself: write ${script} -- ${option}`;
  }
  const names = taken.map(({ name }) => `--${name}`);
  return `npm took ${names.slice(0, -1).join(', ')} and ${names.at(-1)} for itself: write them after ${script} --`;
}

/** Whether it is this flag's kind of text: one of a few words, and not just any. */
function isOurs(flag: Flag<unknown>, value: string): boolean {
  return flag.mustBe !== text().mustBe && !(flag.read(value, undefined) instanceof WrongText);
}

/**
 * What to add to the sentence about a bad command line that npm may have spoilt: one without any
 * option, since npm knows `--bin` for short and keeps it for itself without a trace.
 */
export function npmHint(args: readonly string[], variables: Variables): string {
  const script = npmScript(variables);
  const mayBeSpoilt = script !== undefined && args.length > 0 && !args.some((arg) => arg.startsWith('-'));
  return mayBeSpoilt ? `; options come after --, as in ${script} -- --help` : '';
}

/**
 * The folder in which the user stands. npm runs the scripts of a clone in its root, and says where
 * it was called from.
 */
export function standingFolder(variables: Variables, present: string): string {
  const from = isOwnScript(variables) ? variables.INIT_CWD : undefined;
  return from !== undefined && existsSync(from) ? from : present;
}
