import { createRequire } from 'node:module';
import { BadCommandLine } from '../src/main/flags/read-flags.ts';

/**
 * Packages that one command each needs, and that are installed only by those who want it: our
 * optional peer dependencies, in the version of `package.json`.
 */
const packages = {
  '0x': { file: '0x/cmd.js', version: '6' },
  autocannon: { file: 'autocannon', version: '9' },
} as const;

/**
 * The path of an optional package's main file.
 *
 * @param purpose - What it is needed for, as the first words of a sentence: "sluice flame draws".
 * @throws {BadCommandLine} with how to install it, when it isn't.
 */
export function optionalPackage(
  name: keyof typeof packages,
  purpose: string,
  resolve: (file: string) => string = createRequire(import.meta.url).resolve,
): string {
  const { file, version } = packages[name];
  try {
    return resolve(file);
  } catch {
    throw new BadCommandLine(`${purpose} with ${name}: npm i ${name}@${version}`);
  }
}
