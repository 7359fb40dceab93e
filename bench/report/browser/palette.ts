const names = [
  ...['text', 'soft', 'line', 'grid', 'card', 'add', 'read', 'fail', 'info', 'fault', 'mark', 'ok', 'band', 'p50'],
  ...['node0', 'node1', 'node2', 'node3', 'node4', 'node5', 'node6'],
];

/** A colour of the page's style sheet, by its name there; light or dark as it is now. */
export type Palette = (name: string) => string;

/** The colours as the page has them now. Canvases can't use those of a style sheet by name. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colours = new Map(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  return (name) => colours.get(name) ?? 'gray';
}

/** The name of a node's colour, by its place among the nodes. */
export function nodeColour(node: number): string {
  return `node${node % 7}`;
}
