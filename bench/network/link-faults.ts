/** For each node, the nodes it no longer hears. A cut both ways is in it twice. */
export type Grudge = ReadonlyMap<string, ReadonlySet<string>>;

const nobody: ReadonlySet<string> = new Set();

/**
 * The faults of the links that are on now. Maelstrom has only `grudge`, which never affects
 * services; the others are harsher, and apply to messages between nodes and services, both ways.
 */
export interface LinkFaults {
  /** Cut links between nodes, checked on receipt. */
  grudge: Grudge;
  /** Nodes cut from all services, both ways, checked on receipt. */
  isolated: ReadonlySet<string>;
  /** Probability that a message is lost, 0 to 1. */
  loss: number;
  /** Probability that a message arrives twice, 0 to 1; the copy has a latency of its own. */
  duplicate: number;
  /** Probability that a message is delayed by up to `reorderMaxMs` more, and so overtaken. */
  reorder: number;
  reorderMaxMs: number;
}

/** Links without faults. */
export function healthyLinks(): LinkFaults {
  return { grudge: new Map(), isolated: nobody, loss: 0, duplicate: 0, reorder: 0, reorderMaxMs: 0 };
}
