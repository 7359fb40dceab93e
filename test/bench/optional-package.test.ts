import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { optionalPackage } from '../../bench/optional-package.ts';
import { BadCommandLine } from '../../src/main/flags/read-flags.ts';

const { peerDependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly peerDependencies: Readonly<Record<string, string>>;
};

describe.each(['0x', 'autocannon'] as const)('%s', (name) => {
  test('is found where it is installed', () => {
    expect(optionalPackage(name, 'x')).toContain(`/node_modules/${name}/`);
  });

  test('is asked for in one sentence where it is not, in the version that package.json names', () => {
    const missing = () => {
      throw new Error('Cannot find module');
    };
    expect(() => optionalPackage(name, 'sluice flame draws', missing)).toThrow(
      new BadCommandLine(`sluice flame draws with ${name}: npm i ${name}@${peerDependencies[name]}`),
    );
  });
});
