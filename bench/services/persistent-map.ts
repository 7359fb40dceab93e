/**
 * An immutable map from strings to values that shares all but one path with the map it came from
 * (Bagwell's hash array mapped trie, 32-way): the ring of seq-kv keeps 32 whole states, and a copy
 * of every key per write would cost more than the rest of the workbench.
 */
export interface PersistentMap<Value> {
  readonly root: Branch<Value>;
  readonly size: number;
}

interface Leaf<Value> {
  readonly key: string;
  readonly value: Value;
  /** The next leaf whose key has the same hash. */
  readonly next: Leaf<Value> | undefined;
  readonly hash: number;
}

interface Branch<Value> {
  /** Bit i is set when slot i is taken; the slots taken are packed into `slots` in order. */
  readonly bitmap: number;
  readonly slots: readonly (Branch<Value> | Leaf<Value>)[];
}

const empty: PersistentMap<never> = { root: { bitmap: 0, slots: [] }, size: 0 };

/** The map with nothing in it. */
export function emptyMap<Value>(): PersistentMap<Value> {
  return empty;
}

/** The value of a key; undefined when there is none. */
export function get<Value>(map: PersistentMap<Value>, key: string): Value | undefined {
  const hash = hashOf(key);
  let branch = map.root;
  for (let shift = 0; ; shift += 5) {
    const bit = 1 << ((hash >>> shift) & 31);
    if ((branch.bitmap & bit) === 0) {
      return undefined;
    }
    const slot = branch.slots[packed(branch.bitmap, bit)] as Branch<Value> | Leaf<Value>;
    if (!('slots' in slot)) {
      return find(slot, key)?.value;
    }
    branch = slot;
  }
}

/** The map with that key at that value. */
export function set<Value>(map: PersistentMap<Value>, key: string, value: Value): PersistentMap<Value> {
  const added = get(map, key) === undefined ? 1 : 0;
  return { root: setIn(map.root, 0, hashOf(key), key, value), size: map.size + added };
}

/** All keys and values, in an order that depends on nothing but the keys. */
export function* entries<Value>(map: PersistentMap<Value>): Generator<readonly [string, Value]> {
  yield* entriesOf(map.root);
}

function* entriesOf<Value>(branch: Branch<Value>): Generator<readonly [string, Value]> {
  for (const slot of branch.slots) {
    if ('slots' in slot) {
      yield* entriesOf(slot);
      continue;
    }
    for (let leaf: Leaf<Value> | undefined = slot; leaf; leaf = leaf.next) {
      yield [leaf.key, leaf.value];
    }
  }
}

function setIn<Value>(branch: Branch<Value>, shift: number, hash: number, key: string, value: Value): Branch<Value> {
  const bit = 1 << ((hash >>> shift) & 31);
  const at = packed(branch.bitmap, bit);
  if ((branch.bitmap & bit) === 0) {
    const leaf: Leaf<Value> = { key, value, next: undefined, hash };
    return { bitmap: branch.bitmap | bit, slots: branch.slots.toSpliced(at, 0, leaf) };
  }
  const slot = branch.slots[at] as Branch<Value> | Leaf<Value>;
  const slots = branch.slots.slice();
  if ('slots' in slot) {
    slots[at] = setIn(slot, shift + 5, hash, key, value);
  } else if (slot.hash === hash) {
    slots[at] = { key, value, next: without(slot, key), hash };
  } else {
    const deeper: Branch<Value> = { bitmap: 1 << ((slot.hash >>> (shift + 5)) & 31), slots: [slot] };
    slots[at] = setIn(deeper, shift + 5, hash, key, value);
  }
  return { bitmap: branch.bitmap, slots };
}

function find<Value>(leaf: Leaf<Value>, key: string): Leaf<Value> | undefined {
  let each: Leaf<Value> | undefined = leaf;
  while (each && each.key !== key) {
    each = each.next;
  }
  return each;
}

function without<Value>(leaf: Leaf<Value> | undefined, key: string): Leaf<Value> | undefined {
  if (!leaf) {
    return undefined;
  }
  return leaf.key === key ? leaf.next : { ...leaf, next: without(leaf.next, key) };
}

function packed(bitmap: number, bit: number): number {
  let below = bitmap & (bit - 1);
  below -= (below >>> 1) & 0x5555_5555;
  below = (below & 0x3333_3333) + ((below >>> 2) & 0x3333_3333);
  return Math.imul((below + (below >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** FNV-1a with a last shuffle, since the trie looks at the low bits first. */
function hashOf(key: string): number {
  let hash = 0x811c_9dc5;
  for (let at = 0; at < key.length; at += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x0100_0193);
  }
  return (hash ^ (hash >>> 15)) >>> 0;
}
