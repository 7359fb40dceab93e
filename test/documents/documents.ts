import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every document for users and contributors, from the project's folder. */
export const documents: readonly string[] = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'FIGURES.md',
  'src/main/README.md',
  ...readdirSync(join(root, 'bench/docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `bench/docs/${name}`),
];

/** The text of a document. */
export function textOf(name: string): string {
  return readFileSync(join(root, name), 'utf8');
}

/** The commands of a document's `sh` blocks, without what is said of them after `#`. */
export function shellCommands(name: string): readonly string[] {
  return [...textOf(name).matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block]) =>
    block!
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => line !== ''),
  );
}

/** What stands between backquotes on one line: code within a sentence or a table. */
export function inlineCode(name: string): readonly string[] {
  const outside = textOf(name).replaceAll(/^```.*?^```$/gms, '');
  return [...outside.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!.replaceAll('\\|', '|'));
}

/** A command of the workbench by name, and its arguments. */
export interface WorkbenchCommand {
  readonly name: string;
  readonly args: readonly string[];
}

/**
 * What a command line asks of the workbench: `npm start`, `npm run …`, `npx sluice …`, or
 * Maelstrom's own command, which `sluice test` takes as it is. Undefined for any other.
 */
export function workbenchCommand(line: string): WorkbenchCommand | undefined {
  const match =
    /^npm (?:run )?(?<npm>start|simulate|explain|matrix|bench|flame|http)(?: --(?<npmArgs> .*)?)?$/.exec(line) ??
    /^(?:npx sluice|maelstrom) (?<name>\w+)(?<args> .*)?$/.exec(line);
  if (match === null) {
    return undefined;
  }
  const { npm, npmArgs, name, args } = match.groups as Record<string, string | undefined>;
  return {
    name: npm === 'start' ? 'test' : (npm ?? name!),
    args: (npmArgs ?? args ?? '').split(' ').filter((word) => word !== ''),
  };
}
