import { readFileSync } from 'node:fs';
import { BadCommandLine } from '../../src/main/flags/read-flags.ts';
import { readScriptFile, type ScriptFile } from '../explain/script/script-file.ts';

/**
 * The script in the file that `--script` names.
 *
 * @throws {BadCommandLine} when it can't be used.
 */
export function scriptIn(path: string): ScriptFile {
  try {
    return readScriptFile(readFileSync(path, 'utf8'));
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    throw new BadCommandLine(`--script ${path} ${code === undefined ? message : `can't be read: ${message}`}`);
  }
}
