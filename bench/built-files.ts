import { fileURLToPath } from 'node:url';

/** Our node, as it was built. */
export const sluiceFile = built('src/main/sluice.js');
/** Any of the designs as a node, as they were built. */
export const designsFile = built('bench/designs/run.js');
/** What `npm start` runs. */
export const startFile = built('bench/cli/start.js');
/** What `npm run http` runs. */
export const httpFile = built('bench/cli/http.js');

/** The path of a file of the build, given from its root; this file is one folder below that. */
function built(file: string): string {
  return fileURLToPath(new URL(`../${file}`, import.meta.url));
}
