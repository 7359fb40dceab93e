import { parseArgs } from 'node:util';
import type { Recording } from './record.ts';

/** What the command line asks for. */
export type FlameCommand =
  | { readonly kind: 'run'; readonly options: Omit<Recording, 'directory'> & { readonly store: string } }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'error'; readonly message: string };

const help = `Flame graphs: where the time goes, for each thread an interactive page drawn by 0x and a picture (SVG).

  npm run flame -- [options]

  --scope firehose|workbench  a node under as many adds as it takes (default), or the workbench's own process
  --seconds S                 how long (default 5)
  --workers N|auto            the node's worker threads (default auto)
  --store DIR                 where they go, in flame/<time>/ (default ./store)
  -h, --help                  this text

Exit code: 0 done, 1 what was recorded failed, 2 a command line not understood.

Examples:
  npm run flame
  npm run flame -- --workers 0 --seconds 10
  npm run flame -- --scope workbench
`;

/** Reads a command line, without the program's own name. */
export function parseFlameCommand(args: readonly string[]): FlameCommand {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        scope: { type: 'string', default: 'firehose' },
        seconds: { type: 'string', default: '5' },
        workers: { type: 'string', default: 'auto' },
        store: { type: 'string', default: 'store' },
        help: { type: 'boolean', short: 'h', default: false },
      },
      strict: true,
    });
    if (values.help) {
      return { kind: 'help', text: help };
    }
    const { scope, store, workers } = values;
    if (scope !== 'firehose' && scope !== 'workbench') {
      throw new Error(`--scope must be firehose or workbench, not '${scope}'`);
    }
    const seconds = Number(values.seconds);
    if (!/^\d*\.?\d+$/.test(values.seconds) || seconds < 0.1 || seconds > 600) {
      throw new Error(`--seconds must be a number from 0.1 to 600, not '${values.seconds}'`);
    }
    if (!/^(\d{1,2}|auto)$/.test(workers)) {
      throw new Error(`--workers must be a number or auto, not '${workers}'`);
    }
    return { kind: 'run', options: { scope, seconds, workers, store } };
  } catch (error) {
    const sentence = (error as Error).message.split(/\.\s|\n/)[0]!.replace(/\.$/, '');
    return { kind: 'error', message: `${sentence} (see --help).` };
  }
}
