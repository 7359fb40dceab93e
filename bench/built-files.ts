import { fileURLToPath } from 'node:url';

/** Our node, as it was built. */
export const sluiceFile = built('src/main/sluice.js');
/** Any of the designs as a node, as they were built. */
export const designsFile = built('bench/designs/run.js');
/** The command `sluice`, whose first argument is a command of the workbench. */
export const workbenchFile = built('bench/cli/sluice.js');

/** The folder of the package: above the sources, and two above their build. */
export const packageFolder = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '..' : '../..', import.meta.url));

/** The path of a file of the build, given from its root; this file is one folder below that. */
function built(file: string): string {
  return fileURLToPath(new URL(`../${file}`, import.meta.url));
}
