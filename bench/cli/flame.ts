import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { choice, decimal, or, text, whole } from '../../src/main/flags/flag.ts';
import { readFlags } from '../../src/main/flags/read-flags.ts';
import { describeMachine, thisMachine } from '../benchmarks/report/machine.ts';
import { flameSvg } from '../flame/flame-svg.ts';
import { indexPage, type ThreadPage } from '../flame/index-page.ts';
import { type CpuProfile, readProfile } from '../flame/profile.ts';
import { type Recording, record } from '../flame/record.ts';
import { busyText, percent } from '../flame/share-text.ts';
import { drawWithZeroX, zeroXCommand } from '../flame/zero-x.ts';
import type { Command } from './command.ts';
import { makeRunDirectory } from './run-directory.ts';

/** What is to be recorded, and the folder that gets one for it. */
export interface FlameOptions extends Omit<Recording, 'directory'> {
  readonly out: string;
}

const flags = {
  scope: choice(['firehose', 'workbench']),
  seconds: decimal(0.1, 600),
  workers: or(whole(0, 64), 'auto', 'auto' as const),
  out: text(),
} as const;

const help = `Flame graphs: where the time goes. For each thread an interactive page, drawn by 0x, and a picture
(SVG). 0x is no part of the package: npm i 0x@6

  sluice flame [options]        (in a clone: npm run flame -- [options])

  --scope firehose|workbench  a node under as many adds as it takes (default), or the workbench's
                              own process
  --seconds S                 how long (default 5)
  --workers N|auto            the node's worker threads (default auto)
  --out DIR                   where they go, in flame/<time>/ (default ./store)
  -h, --help                  this text

Exit code: 0 done, 1 what was recorded failed, 2 a command line not understood.

Examples:
  sluice flame
  sluice flame --workers 0 --seconds 10
  sluice flame --scope workbench
`;

/**
 * `npm run flame`: records a CPU profile of every thread, has 0x draw each, and makes an index
 * page.
 */
export const flame: Command<FlameOptions> = { flags, help, read, run };

function read(args: readonly string[]): FlameOptions {
  const { scope = 'firehose', seconds = 5, workers = 'auto', out = 'store' } = readFlags(args, flags).values;
  return { scope, seconds, workers, out };
}

async function run(options: FlameOptions): Promise<void> {
  // Better known now than when all is recorded.
  zeroXCommand();
  try {
    await recordAndDraw(options);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

async function recordAndDraw({ out, ...options }: FlameOptions): Promise<void> {
  const startedAt = new Date().toISOString();
  const directory = makeRunDirectory(out, 'flame', startedAt);
  const machine = describeMachine(thisMachine());
  process.stderr.write(`Recording ${options.scope} for ${options.seconds} s\n`);
  const facts = await record({ ...options, directory });
  const threads: ThreadPage[] = [];
  for (const file of profilesIn(directory)) {
    threads.push(await threadPage(options.scope, directory, file));
  }
  const index = join(directory, 'index.html');
  writeFileSync(index, indexPage(`Flame graphs: ${options.scope}`, [...facts, `${startedAt}, ${machine}`], threads));
  for (const { name, profile } of threads) {
    process.stdout.write(`${name}: ${busyText(profile)}\n`);
    for (const { name: called, where, selfMs } of profile.top.slice(0, 10)) {
      process.stdout.write(`  ${percent(selfMs / profile.busyMs).padStart(7)}  ${called} ${where}\n`);
    }
  }
  process.stdout.write(`Wrote ${index}\n`);
}

function profilesIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.cpuprofile'))
    .sort();
}

async function threadPage(scope: string, directory: string, file: string): Promise<ThreadPage> {
  // CPU.<date>.<time>.<process>.<thread>.<sequence>.cpuprofile, where thread 0 is the main one.
  const thread = Number(file.split('.')[4]);
  const name = thread === 0 ? 'main thread' : `worker thread ${thread}`;
  const base = thread === 0 ? 'main' : `worker-${thread}`;
  const [raw, page, svgFile] = [`${base}.cpuprofile`, `${base}.html`, `${base}.svg`];
  renameSync(join(directory, file), join(directory, raw));
  const profile = readProfile(JSON.parse(readFileSync(join(directory, raw), 'utf8')) as CpuProfile, shorten);
  const svg = flameSvg(`${scope}, ${name}`, profile);
  writeFileSync(join(directory, svgFile), svg);
  await drawWithZeroX(`${scope}, ${name}: ${busyText(profile)}`, profile.root, join(directory, page));
  return { name, profile, svg, svgFile, page, raw };
}

/** The folder of the build and that of the project, as addresses of scripts begin. */
const [buildAddress, projectAddress] = ['../../', '../../../'].map((up) => new URL(up, import.meta.url).href);

function shorten(address: string): string {
  for (const folder of [buildAddress!, projectAddress!]) {
    if (address.startsWith(folder)) {
      return address.slice(folder.length);
    }
  }
  return address.startsWith('file:') ? fileURLToPath(address) : address;
}
