import { defineConfig } from 'vitest/config';

/** The tests that StrykerJS runs under each mutant of the node: the node's own quick ones. */
export default defineConfig({
  test: {
    include: ['test/{main,shared}/**/*.test.ts', 'test/*.test.ts'],
    exclude: ['test/style.test.ts'],
    isolate: false,
    testTimeout: 60_000,
  },
});
