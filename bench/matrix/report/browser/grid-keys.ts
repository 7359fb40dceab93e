/**
 * Lets the arrow keys move between the cells of a grid, as the ARIA practices ask: one of them can
 * be reached by the tab key, and it is the one that was last in focus. Home and End go along the
 * row, with Ctrl to the first and the last cell of all.
 *
 * @param cells - Row by row.
 */
export function moveByKeys(cells: readonly HTMLElement[], columns: number): void {
  let current = 0;
  for (const [i, cell] of cells.entries()) {
    cell.tabIndex = i === 0 ? 0 : -1;
    cell.addEventListener('focus', () => {
      cells[current]!.tabIndex = -1;
      current = i;
      cell.tabIndex = 0;
    });
    cell.addEventListener('keydown', (event) => {
      const to = target(event, i, columns, cells.length);
      if (to !== undefined) {
        event.preventDefault();
        cells[to]?.focus();
      }
    });
  }
}

/** Where a key leads from a cell; undefined for a key that leads nowhere. */
function target({ key, ctrlKey }: KeyboardEvent, from: number, columns: number, count: number): number | undefined {
  const column = from % columns;
  const rowStart = from - column;
  switch (key) {
    case 'ArrowRight':
      return column + 1 < columns ? from + 1 : from;
    case 'ArrowLeft':
      return column > 0 ? from - 1 : from;
    case 'ArrowDown':
      return from + columns < count ? from + columns : from;
    case 'ArrowUp':
      return from >= columns ? from - columns : from;
    case 'Home':
      return ctrlKey ? 0 : rowStart;
    case 'End':
      return ctrlKey ? count - 1 : rowStart + columns - 1;
    default:
      return undefined;
  }
}
