import type { Design } from './design.ts';
import { type Behaviour, type Node, Runtime } from './runtime.ts';

/** How often a node sends the others its totals. */
export const gossipIntervalMs = 1_000;

/**
 * The state-based g-counter (Shapiro et al., "A comprehensive study of Convergent and Commutative
 * Replicated Data Types", 2011). Each node keeps the total of every node in memory, raises its own,
 * now and then sends all to every other node, and keeps the larger of two totals. The store isn't
 * used.
 *
 * The textbook's answer. It passes Maelstrom's own test, which kills no node and checks only the
 * last reads.
 *
 * **How it fails.**
 * - Acknowledged adds are lost when a node is killed: nothing is durable. Its new life counts from
 *   0. What the others know of its total comes back, but what it added since the last gossip is
 *   lost, and so is what the new life adds before it hears of its former total, which replaces it.
 * - Reads are as old as the last gossip that arrived: neither fresh, nor monotone from one node to
 *   another.
 */
export const gossipCrdt: Design = {
  name: 'gossip-crdt',
  summary: 'g-counter CRDT in memory, gossip: old reads, a killed node loses acknowledged adds',
  promises: {
    consistency: 'final',
    stalenessMs: 0,
    store: 'none',
    faults: ['partition', 'pause', 'isolate-kv', 'loss', 'duplicate', 'reorder'],
  },
  start: (parts) => new Runtime(parts, gossipCrdtNode),
};

function gossipCrdtNode({ id, ids, others, environment, send }: Node): Behaviour {
  const totals = new Map(ids.map((node) => [node, 0]));
  let gossiping = false;

  function gossip(): void {
    for (const other of others) {
      send(other, { type: 'gossip', totals: Object.fromEntries(totals) });
    }
    gossipLater();
  }

  function gossipLater(): void {
    gossiping = true;
    environment.after(gossipIntervalMs, gossip);
  }

  return {
    add(delta, request) {
      totals.set(id, totals.get(id)! + delta);
      request.addOk();
      // Not before the first request: other nodes may not have started yet.
      if (!gossiping) {
        gossipLater();
      }
    },
    read(request) {
      request.readOk([...totals.values()].reduce((sum, total) => sum + total));
    },
    peer({ body }) {
      if (body.type !== 'gossip') {
        return;
      }
      for (const [node, total] of Object.entries(body.totals as Record<string, number>)) {
        totals.set(node, Math.max(totals.get(node) ?? 0, total));
      }
    },
  };
}
