import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { invocation } from '../../bench/invocation.ts';

const own = fileURLToPath(new URL('../../package.json', import.meta.url));

test.each([
  ['test', { npm_command: 'start', npm_package_json: own }, 'npm start --'],
  ['simulate', { npm_command: 'run', npm_package_json: own }, 'npm run simulate --'],
  ['test', { npm_command: 'exec', npm_package_json: own }, 'npx sluice test'],
  ['test', { npm_command: 'exec' }, 'npx sluice test'],
  ['matrix', { npm_command: 'run', npm_package_json: '/home/me/package.json' }, 'npx sluice matrix'],
  ['test', {}, 'sluice test'],
])('%s in %j is started by %s', (command, variables, expected) => {
  expect(invocation(command, variables)).toBe(expected);
});
