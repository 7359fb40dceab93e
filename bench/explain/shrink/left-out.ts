/**
 * Leaves out of a list whatever is not needed: large parts first, then smaller ones, down to single items, until none can go.
 * Zeller and Hildebrandt's delta debugging ("Simplifying and Isolating Failure-Inducing Input", 2002), by complements.
 *
 * @param isEnough - Whether these items still show what is to be shown; the list itself is taken to.
 * @returns A list of which no single item can be left out, as far as `isEnough` says the same twice.
 */
export function leftOut<Item>(list: readonly Item[], isEnough: (items: readonly Item[]) => boolean): readonly Item[] {
  if (list.length === 0 || isEnough([])) {
    return [];
  }
  let kept = list;
  for (let size = Math.ceil(kept.length / 2); ; size = Math.ceil(size / 2)) {
    let anyGone = false;
    // From the end: what comes late is the least likely to have led to what comes later still.
    for (let end = kept.length; end > 0; end -= size) {
      const fewer = kept.toSpliced(Math.max(0, end - size), Math.min(size, end));
      if (fewer.length > 0 && fewer.length < kept.length && isEnough(fewer)) {
        kept = fewer;
        anyGone = true;
      }
    }
    if (size === 1 && !anyGone) {
      return kept;
    }
    if (kept.length === 1) {
      return kept;
    }
    if (size === 1) {
      size = 2;
    }
  }
}
