import type { BenchContext } from '../scope.ts';

/** Something to measure, and its name. */
export interface Variant {
  readonly name: string;
}

/**
 * Measures every variant once, then all again, and so on, every other time in the opposite order:
 * other work on the machine then affects all alike.
 *
 * @returns For each variant what was measured in each run; only those that
 *   {@link BenchContext.only} selects.
 */
export async function interleave<V extends Variant, M>(
  { runs, only, progress }: BenchContext,
  variants: readonly V[],
  measure: (variant: V, run: number) => M | Promise<M>,
): Promise<Map<V, M[]>> {
  const wanted = variants.filter(({ name }) => only === undefined || name.includes(only));
  const found = new Map<V, M[]>(wanted.map((variant) => [variant, []]));
  for (let run = 0; run < runs; run += 1) {
    const turn = run % 2 === 0 ? wanted : wanted.toReversed();
    for (const [place, variant] of turn.entries()) {
      progress(`${variant.name} (${run * wanted.length + place + 1} of ${runs * wanted.length})`);
      found.get(variant)!.push(await measure(variant, run));
    }
  }
  return found;
}
