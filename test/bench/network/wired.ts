import type { Latency } from '../../../bench/network/latency.ts';
import { Network, type NetworkOptions } from '../../../bench/network/network.ts';
import { maelstromServices } from '../../../bench/services/maelstrom-services.ts';
import { VirtualTime } from '../../../bench/virtual-time.ts';

/** What a node was given, and how it fared. */
export interface WiredNode {
  readonly lines: { readonly atMs: number; readonly message: { src: string; dest: string; id: number; body: Body } }[];
  readonly writes: string[];
  muted: { readonly line: string; readonly reason: string } | undefined;
}

interface Body {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A network in virtual time with nodes that only take down what they get. */
export function wire(
  nodes: readonly string[],
  latency: Latency = { distribution: 'constant', meanMs: 0 },
  options: Pick<NetworkOptions, 'independent' | 'restartQueue' | 'strict'> = {},
) {
  const time = new VirtualTime(() => 0);
  const network = new Network({
    environment: time,
    seed: 1,
    latency,
    services: maelstromServices(1),
    ...options,
  });
  const wired: Record<string, WiredNode> = {};
  const link = (id: string) => ({
    write: (lines: string) => {
      wired[id]?.writes.push(lines);
      for (const line of lines.trimEnd().split('\n')) {
        wired[id]?.lines.push({ atMs: time.nowMs(), message: JSON.parse(line) });
      }
    },
    muted: (line: string, reason: string) => {
      (wired[id] as WiredNode).muted = { line, reason };
    },
  });
  for (const id of nodes) {
    wired[id] = { lines: [], writes: [], muted: undefined };
    network.addNode(id, link(id));
  }
  const says = (src: string, dest: string, body: object) =>
    network.receiveLine(src, JSON.stringify({ src, dest, body }));
  const got = (id: string) => (wired[id] as WiredNode).lines.map(({ message }) => message.body);
  return { time, network, link, says, got, node: (id: string) => wired[id] as WiredNode };
}
