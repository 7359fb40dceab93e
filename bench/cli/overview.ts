import { help as nodeHelp } from '../../src/main/command-line.ts';
import { closestName } from '../../src/main/flags/closest-name.ts';
import { usageLine } from '../../src/main/flags/read-flags.ts';
import { commands } from './commands.ts';

const width = Math.max(...commands.map(({ name }) => name.length));

/** The help of `sluice`: the commands of the workbench, then the node's own options. */
export const help = `sluice: a grow-only counter node for Maelstrom, and the workbench that proves it

  sluice [options]             the node itself, on stdin and stdout: what Maelstrom's --bin takes
  sluice <command> [options]   a command of the workbench
  sluice help <command>        the options of a command, as sluice <command> --help

Commands:
${commands.map(({ name, summary }) => `  ${name.padEnd(width)}   ${summary}\n`).join('')}
The node:

${nodeHelp.slice(nodeHelp.indexOf('  --strategy'))}`;

/**
 * What `sluice` does when its first argument names neither a command nor an option of the node:
 * the help, or one sentence about a word that is not known and exit code 2.
 */
export async function overview(word: string, rest: readonly string[]): Promise<void> {
  const isHelp = word === 'help' || word === '--help' || word === '-h';
  const asked = word === 'help' ? rest[0] : word;
  const named = commands.find(({ name }) => name === asked);
  if (isHelp && (asked === undefined || asked === word || asked === 'help')) {
    process.stdout.write(help);
  } else if (isHelp && named !== undefined) {
    process.stdout.write((await named.load()).help);
  } else {
    const meant = closestName(asked ?? '', ['help', ...commands.map(({ name }) => name)]);
    const suggestion = meant === undefined ? '' : `; did you mean '${meant}'?`;
    process.stderr.write(usageLine(`Unknown command '${asked}'${suggestion}`));
    process.exitCode = 2;
  }
}
