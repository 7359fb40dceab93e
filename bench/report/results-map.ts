/** A value of a results map: a text, a list, or a map with its keys in order. */
export type Entry = string | readonly Entry[] | { readonly [key: string]: Entry };

/** Characters per line, where possible. */
const widthMax = 100;

/**
 * Lays out a results map in Maelstrom's notation (EDN, with line breaks as its printer sets them).
 * It begins at `column` of its line.
 */
export function layOut(entry: Entry, column = 0): string {
  const flat = inline(entry);
  if (typeof entry === 'string' || column + flat.length <= widthMax) {
    return flat;
  }
  const margin = `\n${' '.repeat(column + 1)}`;
  if (isList(entry)) {
    return `[${entry.map((item) => layOut(item, column + 1)).join(margin)}]`;
  }
  const items = Object.entries(entry).map(([key, value]) => `:${key} ${layOut(value, column + key.length + 3)}`);
  return `{${items.join(margin)}}`;
}

function inline(entry: Entry): string {
  if (typeof entry === 'string') {
    return entry;
  }
  if (isList(entry)) {
    return `[${entry.map(inline).join(' ')}]`;
  }
  const items = Object.entries(entry).map(([key, value]) => `:${key} ${inline(value)}`);
  return `{${items.join(', ')}}`;
}

function isList(entry: Entry): entry is readonly Entry[] {
  return Array.isArray(entry);
}
