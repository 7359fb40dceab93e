import type { BenchContext } from '../scope.ts';

/** Something to measure, with the name that it is shown by. */
export interface Variant {
  readonly name: string;
}

/**
 * Measures every variant once, then all again, and so on: what else the machine does meanwhile falls on all alike. Every
 * other time they take their turns in the opposite order.
 *
 * @returns For each variant, what was measured in each run; only those that {@link BenchContext.only} leaves.
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
