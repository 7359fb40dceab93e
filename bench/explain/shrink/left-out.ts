/**
 * Leaves out of a list all that is not needed: large parts first, then smaller ones, down to single
 * items, until none can go. Zeller and Hildebrandt's delta debugging ("Simplifying and Isolating
 * Failure-Inducing Input", 2002), by complements.
 *
 * @param isEnough - Whether these items still show what is to be shown; assumed true for the list
 *   itself.
 * @returns A list of which no single item can be left out, as long as `isEnough` answers the same
 *   twice.
 */
export function leftOut<Item>(list: readonly Item[], isEnough: (items: readonly Item[]) => boolean): readonly Item[] {
  if (list.length === 0 || isEnough([])) {
    return [];
  }
  let kept = list;
  for (let size = Math.ceil(kept.length / 2); ; size = Math.ceil(size / 2)) {
    let anyGone = false;
    // From the end: later items are the least likely to matter for what comes after them.
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
