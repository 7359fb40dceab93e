import { expect, test } from 'vitest';
import { http } from '../../../bench/cli/http.ts';

test('what follows -- goes to the node', () => {
  expect(http.read(['--node-count', '1', '--', '--strategy', 'cas'])).toMatchObject({
    nodeCount: 1,
    port: 8080,
    node: { args: expect.arrayContaining(['--strategy', 'cas']) },
  });
});

test.each([
  [['--port', '99999'], "--port must be a whole number from 0 to 64000, not '99999'"],
  [['--design', 'cas-loop', '--bin', 'x'], '--design and --bin exclude each other'],
  [['--design', 'no-such'], /^--design must be one of .*, not 'no-such'$/],
  [['--what'], "Unknown option '--what'"],
])('%j is refused in one sentence', (args, sentence) => {
  expect(() => http.read(args)).toThrow(sentence);
});
