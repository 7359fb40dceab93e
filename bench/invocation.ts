import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './built-files.ts';

/** The variables of the environment, npm's among them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * How a command of the workbench is started where the user is, up to its options: `npm start --`
 * in a clone, `npx sluice test` where the package is installed, `sluice test` where npm took no
 * part.
 */
export function invocation(command: string, variables: Variables = process.env): string {
  if (isOwnScript(variables)) {
    return `${command === 'test' ? 'npm start' : `npm run ${command}`} --`;
  }
  return `${variables.npm_command ? 'npx ' : ''}sluice ${command}`;
}

/** Whether npm runs a script of this package's own, so of a clone. */
export function isOwnScript({ npm_command: command, npm_package_json: file }: Variables): boolean {
  return Boolean(command && command !== 'exec' && file) && real(file!) === real(join(packageFolder, 'package.json'));
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
