#!/usr/bin/env node
import { commands } from './commands.ts';

/**
 * The command `sluice`: a node on stdin and stdout, as Maelstrom starts it, unless the first
 * argument names a command of the workbench. Of both, only what is run is loaded, because a node's
 * first lines wait meanwhile.
 */

const [, , first, ...rest] = process.argv;
const named = commands.find(({ name }) => name === first);
if (named !== undefined) {
  const { runCommand } = await import('./command.ts');
  await runCommand(await named.load(), rest);
} else if (first === undefined || (first.startsWith('-') && first !== '--help' && first !== '-h')) {
  await import('../../src/main/sluice.ts');
} else {
  const { overview } = await import('./overview.ts');
  await overview(first, rest);
}
