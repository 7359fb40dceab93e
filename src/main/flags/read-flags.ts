import { parseArgs } from 'node:util';
import { closestName } from './closest-name.ts';
import { type Flag, given, short, WrongText } from './flag.ts';

/** The flags of a command by their names, which have no dashes. */
export type Flags = Readonly<Record<string, Flag<unknown>>>;

/** The values of the flags that were given. */
export type FlagValues<Of extends Flags> = {
  readonly [Name in keyof Of]?: Of[Name] extends Flag<infer Value> ? Value : never;
};

/** A command line as it was read. */
export interface CommandLine<Of extends Flags> {
  readonly values: FlagValues<Of>;
  /** The arguments that belong to no flag. */
  readonly positionals: readonly string[];
  /** What came after `--`. */
  readonly rest: readonly string[];
}

/** A command line that is not understood; its message is one sentence, without a full stop. */
export class BadCommandLine extends Error {}

/** The line that is printed about a bad command line, given the sentence about what is wrong. */
export function usageLine(sentence: string): string {
  return `${sentence} (see --help).\n`;
}

/** Whether a command line wants its help, whatever else it says. */
export function wantsHelp(args: readonly string[]): boolean {
  return beforeDashes(args).some((arg) => arg === '--help' || arg === '-h');
}

/**
 * Reads the arguments of a command, without its own name. `--help` is known without being among the
 * flags.
 *
 * @param takes - Whether arguments that belong to no flag may be given, and whether any may after
 *   `--`; the flags that those are known to have, so that one before it can be told where it goes.
 * @throws {BadCommandLine} for the first thing that is wrong.
 */
export function readFlags<Of extends Flags>(
  args: readonly string[],
  flags: Of,
  takes: { readonly positionals?: boolean; readonly rest?: boolean; readonly restFlags?: Flags } = {},
): CommandLine<Of> {
  const own = beforeDashes(args);
  const rest = args.slice(own.length + 1);
  const values: Record<string, unknown> = {};
  const positionals: string[] = [];
  for (const token of tokensOf(own, flags)) {
    if (token.kind === 'option') {
      const { name, rawName, value, inlineValue } = token;
      const flag = known(flags, name, rawName, takes.restFlags);
      checkText(flag, rawName, value, inlineValue);
      values[name] = readValue(`--${name}`, flag, value ?? '', values[name]);
    } else if (token.kind === 'positional') {
      positionals.push(token.value);
    }
  }
  const unexpected = takes.positionals ? undefined : positionals[0];
  const tooMuch = unexpected ?? (takes.rest ? undefined : rest[0]);
  if (tooMuch !== undefined) {
    throw new BadCommandLine(`Unexpected argument '${tooMuch}'`);
  }
  return { values: values as FlagValues<Of>, positionals, rest };
}

/**
 * The value of one text.
 *
 * @param name - What the text is, to be read before "must be".
 * @throws {BadCommandLine} when it isn't what it must be.
 */
export function readValue<Value>(name: string, flag: Flag<Value>, text: string, before?: Value): Value {
  if (text === '' && flag.takesText) {
    throw new BadCommandLine(`${name} must not be empty`);
  }
  const value = flag.read(text, before);
  if (value instanceof WrongText) {
    throw new BadCommandLine(
      `${name} must be ${flag.mustBe}, not '${value.part}'${suggestion(value.part, flag.words)}`,
    );
  }
  return value;
}

/** The arguments without these flags and their texts, as they were written. */
export function argsWithout(args: readonly string[], flags: Flags, names: readonly string[]): string[] {
  const out = new Set<number>();
  for (const token of tokensOf(beforeDashes(args), flags)) {
    if (token.kind === 'option' && names.includes(token.name)) {
      out.add(token.index);
      if (token.inlineValue === false) {
        out.add(token.index + 1);
      }
    }
  }
  return args.filter((_, index) => !out.has(index));
}

function beforeDashes(args: readonly string[]): readonly string[] {
  const dashes = args.indexOf('--');
  return dashes < 0 ? args : args.slice(0, dashes);
}

/**
 * The arguments one by one. What is wrong with them is said here, in the same words by every
 * version of Node.
 */
function tokensOf(args: readonly string[], flags: Flags) {
  const options = Object.fromEntries(
    Object.entries({ ...flags, help }).map(([name, flag]) => [
      name,
      { type: flag.takesText ? ('string' as const) : ('boolean' as const), ...(flag.short && { short: flag.short }) },
    ]),
  );
  return parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

const help = short('h', given());

function known(flags: Flags, name: string, rawName: string, restFlags: Flags = {}): Flag<unknown> {
  const flag = Object.hasOwn(flags, name) ? flags[name] : name === 'help' ? help : undefined;
  if (flag === undefined && Object.hasOwn(restFlags, name)) {
    throw new BadCommandLine(`Unknown option '${rawName}'; the node's own options come after --, as in -- ${rawName}`);
  }
  if (flag === undefined) {
    throw new BadCommandLine(`Unknown option '${rawName}'${suggestion(name, [...Object.keys(flags), 'help'], '--')}`);
  }
  return flag;
}

function checkText(flag: Flag<unknown>, rawName: string, value: string | undefined, isInline?: boolean): void {
  if (!flag.takesText && value !== undefined) {
    throw new BadCommandLine(`${rawName} takes no value`);
  }
  if (flag.takesText && value === undefined) {
    throw new BadCommandLine(`${rawName} needs a value`);
  }
  if (isInline === false && value !== undefined && value.length > 1 && value.startsWith('-')) {
    throw new BadCommandLine(`${rawName} needs a value; if '${value}' is one, write ${rawName}=${value}`);
  }
}

function suggestion(word: string, names: readonly string[], dashes = ''): string {
  const meant = closestName(word, names);
  return meant === undefined ? '' : `; did you mean '${dashes}${meant}'?`;
}
