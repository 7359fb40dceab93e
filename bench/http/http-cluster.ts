import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Body, Message } from '../../src/shared/wire/message.ts';
import type { Cluster, NodeHandle } from '../cluster/node-handle.ts';
import { maelstromServices } from '../services/maelstrom-services.ts';
import type { ServiceHolder } from '../services/service-holder.ts';
import { createFront } from './front.ts';
import { type ClientCounts, NodeClient } from './node-client.ts';

/** What an {@link HttpCluster} is made of. */
export interface HttpClusterSettings {
  /** Where nodes come from. */
  readonly cluster: Cluster;
  readonly nodeCount: number;
  /** The first node's port; the others follow. 0 for any that are free. */
  readonly port: number;
  /** How long the store takes to answer, in milliseconds. */
  readonly roundTripMs: number;
  /** Called when a node has ended by itself. */
  readonly crashed: (node: string, lastStderr: string) => void;
}

/** What all nodes did together. */
export interface ClusterStats extends ClientCounts {
  /** Requests without an answer. */
  readonly open: number;
  /** Requests that the store answered. */
  readonly kvRoundTrips: number;
}

/** How often to look for requests that have waited too long, in milliseconds. */
const sweepMs = 250;

/**
 * Nodes as they run under Maelstrom, each with an HTTP server in front, and the store and the
 * network between them.
 */
export class HttpCluster {
  readonly #settings: HttpClusterSettings;
  readonly #services: ReadonlyMap<string, ServiceHolder>;
  readonly #nodes = new Map<string, NodeHandle>();
  readonly #clients = new Map<string, NodeClient>();
  readonly #servers: Server[] = [];
  readonly #initialised = new Map<string, () => void>();
  #sweeper: NodeJS.Timeout | undefined;
  #kvRoundTrips = 0;
  #networkId = 1;
  #leaving = false;

  constructor(settings: HttpClusterSettings) {
    this.#settings = settings;
    this.#services = new Map(maelstromServices(1).map((service) => [service.name, service]));
  }

  /** Starts everything; returns the ports, one for each node. */
  async start(): Promise<number[]> {
    const { nodeCount, port } = this.#settings;
    const ids = Array.from({ length: nodeCount }, (_, i) => `n${i}`);
    await Promise.all(ids.map((id) => this.#startNode(id, ids)));
    const ports: number[] = [];
    for (const [i, id] of ids.entries()) {
      ports.push(await this.#listen(id, port === 0 ? 0 : port + i));
    }
    this.#sweeper = setInterval(() => {
      for (const client of this.#clients.values()) {
        client.sweep();
      }
    }, sweepMs);
    return ports;
  }

  /** What was done so far. */
  stats(): ClusterStats {
    const clients = [...this.#clients.values()];
    const sum = (value: (client: NodeClient) => number) => clients.reduce((total, each) => total + value(each), 0);
    return {
      addsAcknowledged: sum(({ counts }) => counts.addsAcknowledged),
      deltaAcknowledged: sum(({ counts }) => counts.deltaAcknowledged),
      readsAnswered: sum(({ counts }) => counts.readsAnswered),
      deltaInDoubt: sum(({ counts }) => counts.deltaInDoubt),
      failed: sum(({ counts }) => counts.failed),
      open: sum(({ open }) => open),
      kvRoundTrips: this.#kvRoundTrips,
    };
  }

  /** Closes the servers and lets the nodes go. */
  stop(): void {
    this.#leaving = true;
    clearInterval(this.#sweeper);
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
    for (const node of this.#nodes.values()) {
      node.end();
    }
  }

  #startNode(id: string, ids: readonly string[]): Promise<void> {
    const { cluster, crashed } = this.#settings;
    return new Promise((resolve, reject) => {
      const node = cluster.start(id, {
        line: (line) => this.#onLine(line),
        lineTooLong: () => node.kill(),
        exited: ({ notStarted, lastStderr: said }) => {
          const lastStderr = notStarted ?? said;
          this.#clients.get(id)?.nodeEnded(`node ${id} has ended`);
          reject(new Error(`node ${id} ended before it was initialised: ${lastStderr}`));
          if (!this.#leaving) {
            crashed(id, lastStderr);
          }
        },
      });
      this.#nodes.set(id, node);
      this.#initialised.set(id, resolve);
      const client = new NodeClient(
        (body) => this.#deliver(clientId, id, body),
        () => performance.now(),
      );
      this.#clients.set(id, client);
      this.#deliver(clientId, id, { type: 'init', node_id: id, node_ids: ids, msg_id: 0 });
    });
  }

  async #listen(id: string, port: number): Promise<number> {
    const server = createFront({ client: this.#clients.get(id)!, stats: () => this.stats() });
    this.#servers.push(server);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      // Only for this machine: there is no access control.
      server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  }

  #deliver(src: string, dest: string, body: Body): void {
    const message = { id: this.#networkId, src, dest, body };
    this.#networkId += 1;
    this.#nodes.get(dest)?.write(`${JSON.stringify(message)}\n`);
  }

  #onLine(line: string): void {
    let message: Message;
    try {
      message = JSON.parse(line);
    } catch {
      return;
    }
    const { src, dest, body } = message;
    if (dest === clientId) {
      if (body.type === 'init_ok') {
        this.#initialised.get(src)?.();
      } else {
        this.#clients.get(src)?.receive(body);
      }
      return;
    }
    const service = this.#services.get(dest);
    if (service === undefined) {
      this.#deliver(src, dest, body);
      return;
    }
    this.#kvRoundTrips += 1;
    const reply = service.handle({ src, body });
    if (reply === undefined) {
      return;
    }
    setTimeout(() => this.#deliver(dest, src, reply as unknown as Body), this.#settings.roundTripMs);
  }
}

/** All requests come from one client of the node, this front. */
const clientId = 'c0';
