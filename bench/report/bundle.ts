import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as esbuild from 'esbuild';

const require = createRequire(import.meta.url);

/**
 * A page's browser code, given by the path of its first module, as one text: all that it imports is
 * in it, style sheets as strings. It needs esbuild, which the installed package does not have, so
 * esbuild is loaded only here.
 *
 * @throws when a module is missing or can't be parsed.
 */
export function bundle(entry: string): string {
  const { buildSync } = require('esbuild') as typeof esbuild;
  const { outputFiles, metafile } = buildSync({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    loader: { '.css': 'text' },
    metafile: true,
    write: false,
  });
  const withPlots = Object.keys(metafile.inputs).some((file) => file.includes('node_modules/uplot/'));
  return `${withPlots ? plotLicence() : ''}${outputFiles[0]!.text}`;
}

/** The licence of uPlot asks to be part of every copy. */
function plotLicence(): string {
  return `/* uPlot\n${readFileSync(require.resolve('uplot/LICENSE'), 'utf8').trim()} */\n`;
}
