import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Frame } from './profile.ts';
import { zeroXTree } from './zero-x-tree.ts';

/**
 * The part after `#` in the address of a page by 0x that makes it show every frame; by default it
 * hides V8's and native ones.
 */
export const zeroXShowsAll = `#${encodeURIComponent(JSON.stringify({ merged: false, excludeTypes: [], nodeId: 0 }))}`;

/** Has 0x draw an interactive flame graph into the file `html`. */
export async function drawWithZeroX(title: string, root: Frame, html: string): Promise<void> {
  const command = createRequire(import.meta.url).resolve('0x/cmd.js');
  const profile = `${html}.json`;
  writeFileSync(profile, JSON.stringify({ head: zeroXTree(root) }));
  try {
    const flags = ['--visualize-cpu-profile', profile, '--output-html', html, '--title', title, '--silent'];
    await promisify(execFile)(process.execPath, [command, ...flags], { cwd: dirname(html) });
  } finally {
    rmSync(profile);
  }
}
