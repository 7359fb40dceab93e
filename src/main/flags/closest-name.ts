/**
 * The name, other than `word`, that somebody who wrote `word` may have meant; undefined when none
 * is close. Close: at most one letter in three is wrong, left out, too many, or swapped with the
 * next.
 */
export function closestName(word: string, names: readonly string[]): string | undefined {
  const mistakesMax = Math.max(1, Math.floor(word.length / 3));
  let closest: string | undefined;
  let least = mistakesMax + 1;
  for (const name of names) {
    const mistakes = distance(word, name);
    if (mistakes > 0 && mistakes < least) {
      [closest, least] = [name, mistakes];
    }
  }
  return closest;
}

/** The distance of Damerau and Levenshtein, in its form of optimal string alignment. */
function distance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let row = 1; row <= from.length; row += 1) {
    const next = [row];
    for (let at = 1; at <= to.length; at += 1) {
      const same = from[row - 1] === to[at - 1] ? 0 : 1;
      const swapped = row > 1 && at > 1 && from[row - 1] === to[at - 2] && from[row - 2] === to[at - 1];
      next[at] = Math.min(
        last[at]! + 1,
        next[at - 1]! + 1,
        last[at - 1]! + same,
        swapped ? beforeLast[at - 2]! + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [beforeLast, last] = [last, next];
  }
  return last[to.length]!;
}
