import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { optionalPackage } from '../optional-package.ts';
import type { Frame } from './profile.ts';
import { zeroXTree } from './zero-x-tree.ts';

/**
 * The part after `#` in the address of a page by 0x that makes it show every frame; by default it
 * hides V8's and native ones.
 */
export const zeroXShowsAll = `#${encodeURIComponent(JSON.stringify({ merged: false, excludeTypes: [], nodeId: 0 }))}`;

/**
 * The command of 0x.
 *
 * @throws {BadCommandLine} when it is not installed.
 */
export function zeroXCommand(): string {
  return optionalPackage('0x', 'sluice flame draws');
}

/** Has 0x draw an interactive flame graph into the file `html`. */
export async function drawWithZeroX(title: string, root: Frame, html: string): Promise<void> {
  const profile = `${html}.json`;
  writeFileSync(profile, JSON.stringify({ head: zeroXTree(root) }));
  try {
    const flags = ['--visualize-cpu-profile', profile, '--output-html', html, '--title', title, '--silent'];
    await promisify(execFile)(process.execPath, [zeroXCommand(), ...flags], { cwd: dirname(html) });
  } finally {
    rmSync(profile);
  }
}
