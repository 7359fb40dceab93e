import { delimiter, join } from 'node:path';
import { type BrowserServer, chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { isExecutable } from '../../bench/cli/executable.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the tests reach the browser; undefined where there is none. */
    chromiumEndpoint: string | undefined;
  }
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** Where macOS has it. */
const application = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
/** Nothing but what a page needs: no graphics card, no traffic of the browser's own. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts one Chromium for all tests of pages, and ends it after them. */
export default async function start({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    process.stderr.write('The tests of the pages are skipped: no Chromium is found (CHROME can name one).\n');
    provide('chromiumEndpoint', undefined);
    return undefined;
  }
  const server: BrowserServer = await chromium.launchServer({ executablePath, args: flags });
  provide('chromiumEndpoint', server.wsEndpoint());
  return () => server.close();
}

function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const { CHROME } = process.env;
  return (CHROME === undefined ? [...found, application] : [CHROME]).find(isExecutable);
}
