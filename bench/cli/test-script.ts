import { basename, resolve } from 'node:path';
import { text } from '../../src/main/flags/flag.ts';
import { BadCommandLine, type Flags, readFlags } from '../../src/main/flags/read-flags.ts';
import { failureOf } from '../explain/failure.ts';
import { player } from '../explain/script/play.ts';
import { EndlessPlay } from '../explain/script/played.ts';
import { describeSize, type Script, sizeOf } from '../explain/script/script.ts';
import { invocation } from '../invocation.ts';
import { argumentsText } from './command-text.ts';
import { mustBeExecutable } from './executable.ts';
import { scriptIn } from './script-in.ts';

/** A script as a regression test. */
export interface ScriptTest {
  readonly scriptFile: string;
  /** The node to play it on; undefined for the script's own. */
  readonly bin: string | undefined;
}

/** Whether a command line of `sluice test` has a script as its test. */
export function hasScript(args: readonly string[]): boolean {
  const split = args.indexOf('--');
  const own = split < 0 ? args : args.slice(0, split);
  return own.some((arg) => arg === '--script' || arg.startsWith('--script='));
}

/**
 * Reads a command line that has one.
 *
 * @param known - All flags of the command, which a script leaves no place for.
 * @throws {BadCommandLine} when it has anything else but the node's file.
 */
export function readScriptTest(args: readonly string[], known: Flags): ScriptTest {
  const { values } = readFlags(args, { ...known, ...ownFlags });
  const other = Object.keys(values).find((name) => !(name in ownFlags));
  if (other !== undefined) {
    throw new BadCommandLine(`--${other} can't be given with --script, which holds all options`);
  }
  return { scriptFile: values.script!, bin: values.bin };
}

const ownFlags = { script: text(), bin: text() } as const;

/** Plays a script, and says whether it fails: exit code 0 if it doesn't, 1 if it does. */
export function testScript({ scriptFile, bin }: ScriptTest): void {
  const script = onNode(scriptIn(scriptFile).script, bin);
  const what = `${script.options.design}, ${describeSize(sizeOf(script))}`;
  const problem = problemOf(script);
  if (problem === undefined) {
    process.stdout.write(`Passed: ${what}\n`);
    return;
  }
  const again = `${invocation('explain')} ${argumentsText(['--script', scriptFile])}`;
  const drawn = bin === undefined ? `\nDrawn by: ${again}` : '';
  process.stdout.write(`Failed: ${what}\n${problem}${drawn}\n`);
  process.exitCode = 1;
}

function onNode(script: Script, bin: string | undefined): Script {
  const { node, options } = script;
  if (node === undefined) {
    if (bin !== undefined) {
      throw new BadCommandLine(
        `--bin ${bin} can't be given with this --script, which is of the design ${options.design}`,
      );
    }
    return script;
  }
  const played = { ...node, bin: bin ?? node.bin };
  mustBeExecutable(resolve(played.bin));
  return { ...script, node: played, options: { ...options, design: basename(played.bin) } };
}

/** Anything that is wrong with a play: a mended node must not fail in another way instead. */
function problemOf(script: Script): string | undefined {
  try {
    return failureOf(player()(script), script)?.message;
  } catch (error) {
    if (error instanceof EndlessPlay) {
      return error.message;
    }
    throw error;
  }
}
