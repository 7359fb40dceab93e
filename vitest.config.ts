import { defineConfig } from 'vitest/config';

/**
 * A mutant: one source file in which one piece of text is replaced by another. `test/simulator/mutants.test.ts` runs tests
 * under each of its mutants, and expects them to fail.
 */
interface Mutant {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const mutant = process.env.SLUICE_MUTANT ? (JSON.parse(process.env.SLUICE_MUTANT) as Mutant) : undefined;

export default defineConfig({
  plugins: mutant
    ? [
        {
          name: 'mutant',
          enforce: 'pre',
          transform(code, id) {
            if (!id.endsWith(mutant.file)) {
              return undefined;
            }
            if (code.split(mutant.from).length !== 2) {
              throw new Error(`${mutant.file} does not hold this text exactly once: ${mutant.from}`);
            }
            return code.replace(mutant.from, () => mutant.to);
          },
        },
      ]
    : [],
  test: {
    testTimeout: 60_000,
    // What is printed names the way the workbench was started, which must not be how tests were.
    env: { npm_command: '', npm_lifecycle_event: '' },
    hookTimeout: 60_000,
    coverage: {
      include: ['src/**'],
      // These run in processes and threads of their own, which are not measured.
      exclude: ['src/main/sluice.ts', 'src/main/maelstrom/{input,worker-thread}.ts', 'src/workers/**'],
      reporter: ['text'],
      thresholds: { lines: 95, branches: 90 },
    },
    // A test's folder says what it takes. `npm run test:unit` runs the first kind alone.
    projects: [
      {
        // In one thread and quick. Half of their time would go into loading the same modules for each file.
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/process/**', 'test/simulator/**', 'test/browser/**'],
          isolate: false,
          maxWorkers: '100%',
          // Projects with different numbers of workers can't run at the same time.
          sequence: { groupOrder: 1 },
        },
      },
      {
        // With processes or threads that run the build.
        extends: true,
        test: { name: 'process', include: ['test/process/**/*.test.ts'], globalSetup: 'test/process/build.ts' },
      },
      {
        // Many simulations, or a long run.
        extends: true,
        test: { name: 'simulator', include: ['test/simulator/**/*.test.ts'] },
      },
      {
        // In one Chromium, which the global setup starts; skipped where there is none.
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: 'test/browser/chromium.ts',
          isolate: false,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
