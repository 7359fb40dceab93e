import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NamedNode } from './nodes.ts';

/** A node on Maelstrom's Go library, or why there is none. */
export type GoLibraryNode = { readonly node: NamedNode } | { readonly missing: string };

/** Four folders up from the build. */
const source = fileURLToPath(new URL('../../../../bench/benchmarks/measure/go-library/main.go', import.meta.url));
const library = 'github.com/jepsen-io/maelstrom/demo/go';
const buildMsMax = 120_000;

/**
 * Builds the node with the newest version of the library; the build is removed when this process
 * ends.
 */
export function goLibraryNode(): GoLibraryNode {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-go-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const go = (...args: readonly string[]) =>
    execFileSync('go', args, { cwd: directory, stdio: 'pipe', timeout: buildMsMax, encoding: 'utf8' });
  try {
    go('version');
  } catch {
    return { missing: 'No node on Maelstrom’s Go library was measured: there is no `go` on this machine.' };
  }
  try {
    copyFileSync(source, join(directory, 'main.go'));
    go('mod', 'init', 'counter');
    go('get', `${library}@latest`);
    go('build', '-o', 'counter', '.');
  } catch (error) {
    const why = String((error as { stderr?: string }).stderr ?? error).trim();
    return { missing: `No node on Maelstrom’s Go library was measured: it did not build: ${why.slice(0, 300)}` };
  }
  return { node: { name: 'Go library', command: join(directory, 'counter'), args: [] } };
}
