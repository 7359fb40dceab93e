import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Draws a profile with 0x, if that is installed, into `html`; tells whether it did. */
export function drawWithZeroX(profile: string, html: string): boolean {
  let command: string;
  try {
    command = join(dirname(createRequire(import.meta.url).resolve('0x/package.json')), 'cmd.js');
  } catch {
    return false;
  }
  const flags = ['--visualize-cpu-profile', profile, '--output-html', html, '--silent'];
  // It writes beside where it is called from, whatever else it is told.
  execFileSync(process.execPath, [command, ...flags], { cwd: dirname(html), stdio: 'ignore' });
  return true;
}
