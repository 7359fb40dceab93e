import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
};

interface Imports {
  /** Files of ours, from the root, in order. */
  readonly files: readonly string[];
  /** Packages, imported when the file that does is loaded, or later. */
  readonly packages: { readonly atOnce: readonly string[]; readonly later: readonly string[] };
}

/** What these files load when they run, with what that loads, threads and processes included. */
function importsOf(...entries: readonly string[]): Imports {
  const files = new Set<string>();
  const atOnce = new Set<string>();
  const later = new Set<string>();
  const visit = (file: string) => {
    if (files.has(file)) {
      return;
    }
    files.add(file);
    const source = readFileSync(file, 'utf8');
    const matches = (pattern: RegExp) => [...source.matchAll(pattern)].map(([, found]) => found as string);
    const named = matches(/^(?:import|export) (?!type )(?:[^;'`]*? from )?'([^']+)';/gm);
    const lazy = matches(/(?:import|require)\('([^']+)'\)/g);
    const started = matches(/new URL\('(\.[^']+\.js)', import\.meta\.url\)/g).map((name) => name.replace(/js$/, 'ts'));
    for (const [names, packages] of [
      [named, atOnce],
      [[...lazy, ...started], later],
    ] as const) {
      for (const name of names) {
        if (name.startsWith('.')) {
          visit(resolve(dirname(file), name));
        } else if (!name.startsWith('node:')) {
          packages.add(/^(@[^/]+\/)?[^/]+/.exec(name)![0]);
        }
      }
    }
  };
  entries.map((entry) => join(root, entry)).forEach(visit);
  return {
    files: [...files].map((file) => relative(root, file)).sort(),
    packages: { atOnce: [...atOnce].sort(), later: [...later].sort() },
  };
}

describe('the node', () => {
  const { files, packages } = importsOf('src/main/sluice.ts', 'src/workers/decode.ts');

  test('runs with Node and piscina alone', () => {
    expect(files.length).toBeGreaterThan(40);
    expect([...new Set([...packages.atOnce, ...packages.later])]).toEqual(['piscina']);
  });

  test('imports nothing of the workbench', () => {
    expect(files.filter((file) => !file.startsWith('src/'))).toEqual([]);
  });
});

describe('the command', () => {
  const { packages } = importsOf('bench/cli/sluice.ts', 'bench/designs/run.ts');

  test('runs with the dependencies of the package, and asks for the optional ones when it needs them', () => {
    expect(packages.atOnce.filter((name) => !(name in manifest.dependencies))).toEqual([]);
    const known = { ...manifest.dependencies, ...manifest.peerDependencies };
    // A build holds what esbuild bundles; only those who run from the sources need it.
    expect(packages.later.filter((name) => !(name in known))).toEqual(['esbuild']);
    expect(packages.atOnce).toContain('tinyqueue');
    expect(packages.later).toContain('autocannon');
    for (const name of Object.keys(manifest.peerDependencies)) {
      expect([name, manifest.peerDependenciesMeta[name]]).toEqual([name, { optional: true }]);
    }
  });

  test('loads nothing before it knows what to run: a node must answer soon', () => {
    const source = readFileSync(join(root, 'bench/cli/sluice.ts'), 'utf8');
    expect(source.match(/^import .*$/gm)).toEqual(["import { commands } from './commands.ts';"]);
    const table = readFileSync(join(root, 'bench/cli/commands.ts'), 'utf8');
    expect(table.match(/^import .*$/gm)).toEqual(["import type { Command } from './command.ts';"]);
  });
});

describe('package-lock.json', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };

  test('agrees with package.json', () => {
    const { '': locked } = lock.packages;
    const compared = ['version', 'bin', 'engines', 'dependencies', 'devDependencies', 'peerDependencies'];
    for (const name of compared) {
      expect([name, locked![name]]).toEqual([name, (manifest as unknown as Record<string, unknown>)[name]]);
    }
  });

  test('names no host to download from', () => {
    expect(Object.entries(lock.packages).filter(([, entry]) => 'resolved' in entry)).toEqual([]);
  });
});
