import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeMachine, thisMachine } from './benchmarks/machine.ts';
import { type FlameCommand, parseFlameCommand } from './flame/options.ts';
import { flamePage, indexPage, type ThreadPage } from './flame/pages.ts';
import { type CpuProfile, readProfile } from './flame/profile.ts';
import { record } from './flame/record.ts';
import { drawWithZeroX } from './flame/zero-x.ts';
import { makeStoreDirectory } from './store-directory.ts';

/** `npm run flame`: records a CPU profile of every thread and makes pages of them. */

/** The folder that holds the build, as it stands in the addresses of scripts. */
const buildAddress = new URL('../', import.meta.url).href;
const projectAddress = new URL('../../', import.meta.url).href;

const command = parseFlameCommand(process.argv.slice(2));
if (command.kind === 'help') process.stdout.write(command.text);
else if (command.kind === 'error') {
  process.stderr.write(`${command.message}\n`);
  process.exitCode = 2;
} else await start(command);

async function start({ options }: FlameCommand & { readonly kind: 'run' }): Promise<void> {
  const startedAt = new Date().toISOString();
  const directory = makeStoreDirectory(options.store, 'flame', startedAt);
  const machine = describeMachine(thisMachine());
  process.stderr.write(`Recording ${options.scope} for ${options.seconds} s\n`);
  let facts: string[];
  try {
    facts = await record({ ...options, directory });
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
    return;
  }
  const threads = readdirSync(directory)
    .filter((file) => file.endsWith('.cpuprofile'))
    .sort()
    .map((file) => threadPage(directory, file));
  const index = join(directory, 'index.html');
  writeFileSync(index, indexPage(`Flame graphs: ${options.scope}`, [...facts, `${startedAt}, ${machine}`], threads));
  for (const { name, profile } of threads) {
    process.stdout.write(`${name}: busy ${((100 * profile.busyMs) / profile.spanMs).toFixed(1)} %\n`);
    for (const { name: called, where, selfMs } of profile.top.slice(0, 10)) {
      process.stdout.write(`  ${((100 * selfMs) / profile.busyMs).toFixed(1).padStart(5)} %  ${called} ${where}\n`);
    }
  }
  process.stdout.write(`Wrote ${index}\n`);
}

function threadPage(directory: string, file: string): ThreadPage {
  // CPU.<date>.<time>.<process>.<thread>.<sequence>.cpuprofile, where thread 0 is the main one.
  const thread = Number(file.split('.')[4]);
  const name = thread === 0 ? 'main thread' : `worker thread ${thread}`;
  const base = thread === 0 ? 'main' : `worker-${thread}`;
  const raw = `${base}.cpuprofile`;
  renameSync(join(directory, file), join(directory, raw));
  const profile = readProfile(JSON.parse(readFileSync(join(directory, raw), 'utf8')) as CpuProfile, shorten);
  const page = `${base}.html`;
  writeFileSync(join(directory, page), flamePage(name, profile));
  const zeroX = `${base}.0x.html`;
  const isDrawn = drawWithZeroX(join(directory, raw), join(directory, zeroX));
  return { name, profile, page, zeroX: isDrawn ? zeroX : undefined, raw };
}

function shorten(url: string): string {
  for (const address of [buildAddress, projectAddress]) {
    if (url.startsWith(address)) return url.slice(address.length);
  }
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}
