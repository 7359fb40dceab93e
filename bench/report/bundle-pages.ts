import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';

/*
 * The second step of the build: puts the bundle of each page's browser code where the page's writer
 * looks for it. Run by Node from the build.
 */
const built = fileURLToPath(new URL('../', import.meta.url));
const sources = fileURLToPath(new URL('../../../bench/', import.meta.url));
for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
  if (!/browser[\\/][\w-]+-page\.ts$/.test(file)) {
    continue;
  }
  const script = join(built, file.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(script), { recursive: true });
  writeFileSync(script, bundle(join(sources, file)));
}
