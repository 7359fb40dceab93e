/** Items in an order given once: a binary heap, with both ends of an item's stay in O(log n). */
export class PriorityQueue<Item> {
  readonly #isBefore: (left: Item, right: Item) => boolean;
  readonly #heap: Item[] = [];

  /** @param isBefore - A strict total order; the first item by it is taken out first. */
  constructor(isBefore: (left: Item, right: Item) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** The first item, left in its place; undefined when there is none. */
  peek(): Item | undefined {
    return this.#heap[0];
  }

  push(item: Item): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(item);
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt] as Item;
      if (!this.#isBefore(item, parent)) {
        break;
      }
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = item;
  }

  /** Takes out the first item; undefined when there is none. */
  pop(): Item | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) {
      return first;
    }
    let at = 0;
    for (;;) {
      let childAt = 2 * at + 1;
      if (childAt >= heap.length) {
        break;
      }
      if (childAt + 1 < heap.length && this.#isBefore(heap[childAt + 1] as Item, heap[childAt] as Item)) {
        childAt += 1;
      }
      const child = heap[childAt] as Item;
      if (this.#isBefore(last, child)) {
        break;
      }
      heap[at] = child;
      at = childAt;
    }
    heap[at] = last;
    return first;
  }
}
