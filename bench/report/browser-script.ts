import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';

const scripts = new Map<string, string>();

/**
 * A page's browser code as one text for a `<script>` element, given by the address of its
 * JavaScript. A build holds that file. Run from the sources there is only the TypeScript beside it,
 * which is bundled at its first use.
 *
 * @throws what `node:fs` or esbuild throws.
 */
export function browserScript(address: URL): string {
  const file = fileURLToPath(address);
  const known = scripts.get(file);
  if (known !== undefined) {
    return known;
  }
  const script = existsSync(file) ? readFileSync(file, 'utf8') : bundle(file.replace(/\.js$/, '.ts'));
  scripts.set(file, script);
  return script;
}
