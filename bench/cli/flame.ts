import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeMachine, thisMachine } from '../benchmarks/machine.ts';
import { flameSvg } from '../flame/flame-svg.ts';
import { indexPage, type ThreadPage } from '../flame/index-page.ts';
import { type FlameCommand, parseFlameCommand } from '../flame/options.ts';
import { type CpuProfile, readProfile } from '../flame/profile.ts';
import { record } from '../flame/record.ts';
import { busyText, percent } from '../flame/share-text.ts';
import { drawWithZeroX } from '../flame/zero-x.ts';
import { makeStoreDirectory } from './store-directory.ts';

/** `npm run flame`: records a CPU profile of every thread, has 0x draw each, and makes an index page. */

/** The folder that holds the build, as it stands in the addresses of scripts. */
const buildAddress = new URL('../../', import.meta.url).href;
const projectAddress = new URL('../../../', import.meta.url).href;

const command = parseFlameCommand(process.argv.slice(2));
if (command.kind === 'help') {
  process.stdout.write(command.text);
} else if (command.kind === 'error') {
  process.stderr.write(`${command.message}\n`);
  process.exitCode = 2;
} else {
  try {
    await start(command);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

async function start({ options }: FlameCommand & { readonly kind: 'run' }): Promise<void> {
  const startedAt = new Date().toISOString();
  const directory = makeStoreDirectory(options.store, 'flame', startedAt);
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

function shorten(url: string): string {
  for (const address of [buildAddress, projectAddress]) {
    if (url.startsWith(address)) {
      return url.slice(address.length);
    }
  }
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}
