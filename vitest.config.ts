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
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
