import type { Environment } from '../../src/main/environment.ts';
import { jsonText } from '../json/json-text.ts';
import { type Random, stream } from '../random.ts';
import { type NetCounts, noCounts } from '../run.ts';
import type { ServiceHolder } from '../services/service-holder.ts';
import type { Envelope } from './envelope.ts';
import type { Inbox, InboxOwner } from './inbox.ts';
import { IndependentInbox } from './independent-inbox.ts';
import { type Latency, latencyMs } from './latency.ts';
import { healthyLinks, type LinkFaults } from './link-faults.ts';
import { MaelstromInbox } from './maelstrom-inbox.ts';
import type { RestartQueue } from './network-model.ts';
import { isBadLine, type JsonObject, parseNodeLine } from './node-line.ts';
import { type NodeLink, NodePort } from './node-port.ts';
import { tailMs } from './tail.ts';

/** A reply's body as a client sees it. */
export type ClientBody = JsonObject;

/** What a client does with a message that came for it. */
export type ClientReceive = (body: ClientBody) => void;

/** What a network is made of. */
export interface NetworkOptions {
  readonly environment: Environment;
  /** The streams of latencies and of losses are drawn from it. */
  readonly seed: number;
  readonly latency: Latency;
  /**
   * Present for the independent model instead of Maelstrom's: by how much a message is late at
   * most, in milliseconds.
   */
  readonly independent?: { readonly lateMaxMs: number };
  /** Unless given, a node that is started again gets what waited for it after `init`. */
  readonly restartQueue?: RestartQueue;
  /**
   * Whether a line mutes its node that Maelstrom takes though its documents don't allow it; so
   * unless given.
   */
  readonly strict?: boolean;
  readonly services: readonly ServiceHolder[];
  /** Called for each message sent and each message received, when someone wants to see them. */
  readonly log?: { readonly send?: MessageLog; readonly receive?: MessageLog };
}

/** Writes down one message: its id, from whom, to whom, and its body as JSON. */
export type MessageLog = (id: number, src: string, dest: string, bodyText: string) => void;

/**
 * Maelstrom's network, or the independent one, with neither sockets nor threads nor a clock of its
 * own. Nodes, services and clients are known by id. A message between nodes, or between a node and
 * a service, takes a latency; one with a client takes none of its own. Everything that is due is
 * delivered from one call of the environment, never from within the call that sent it, so a node in
 * the same process may answer from within {@link NodeLink.write}.
 */
export class Network {
  /** Switched by whoever injects faults. */
  readonly faults: LinkFaults = healthyLinks();
  readonly counts: NetCounts = noCounts();
  readonly #environment: Environment;
  readonly #latency: Latency;
  readonly #latencyRandom: Random;
  readonly #restartQueue: RestartQueue;
  readonly #isStrict: boolean;
  readonly #InboxClass: typeof MaelstromInbox | typeof IndependentInbox;
  #lateMaxMs: number;
  readonly #lateRandom: Random;
  readonly #faultRandom: Random;
  readonly #logSend: MessageLog | undefined;
  readonly #logReceive: MessageLog | undefined;
  readonly #clients = new Map<string, ClientReceive>();
  readonly #nodes = new Map<string, NodePort>();
  readonly #services = new Map<string, Inbox>();
  /** The nodes that are killed or paused. */
  readonly #down = new Set<string>();
  #nextClient = 0;
  #nextMessage = 0;
  #nextOrder = 0;
  #readyServices: Inbox[] = [];
  #readyNodes: Inbox[] = [];
  #unflushed: NodePort[] = [];
  #isServing = false;
  #isClosed = false;
  /** Writes a body as JSON: the quick way until there is a number in one that it would spoil. */
  #textOf: (body: unknown) => string = JSON.stringify;

  constructor(options: NetworkOptions) {
    this.#environment = options.environment;
    this.#latency = options.latency;
    this.#latencyRandom = stream(options.seed, 'latency');
    this.#InboxClass = options.independent ? IndependentInbox : MaelstromInbox;
    this.#restartQueue = options.restartQueue ?? 'keep';
    this.#isStrict = options.strict ?? true;
    this.#lateMaxMs = options.independent?.lateMaxMs ?? 0;
    this.#lateRandom = stream(options.seed, 'late');
    this.#faultRandom = stream(options.seed, 'links');
    this.#logSend = options.log?.send;
    this.#logReceive = options.log?.receive;
    for (const service of options.services) {
      this.#services.set(service.name, this.#serviceInbox(service));
    }
  }

  /** Makes a client known and returns its id; ids are never used again. */
  addClient(receive: ClientReceive): string {
    const id = `c${this.#nextClient}`;
    this.#nextClient += 1;
    this.#clients.set(id, receive);
    return id;
  }

  /** The client is gone: whoever sends to it from now on is muted. */
  removeClient(id: string): void {
    this.#clients.delete(id);
  }

  /** Makes a node known; its messages wait until {@link nodeStarted}. */
  addNode(id: string, link: NodeLink): void {
    const makeInbox = (port: NodePort) =>
      new this.#InboxClass(
        this.#environment,
        this.#owner(this.#readyNodes, (envelope) => {
          if (this.#logReceive) {
            this.#logReceive(envelope.id, envelope.src, envelope.dest, envelope.bodyText);
          }
          if (this.#nodes.has(envelope.src) || this.#services.has(envelope.src)) {
            this.counts.serverReceived += 1;
          } else {
            this.counts.clientReceived += 1;
          }
          if (port.add(envelope)) {
            this.#unflushed.push(port);
          }
        }),
      );
    this.#nodes.set(id, new NodePort(link, makeInbox));
  }

  /**
   * The node is killed: nothing reaches it, and a few messages are kept for it. What it had printed
   * is still heard.
   */
  nodeKilled(id: string): void {
    this.#down.add(id);
    this.#port(id).kill();
  }

  /**
   * The node is paused: its pipe goes on filling, and when it is full, a few messages are kept for
   * it.
   */
  nodePaused(id: string): void {
    this.#down.add(id);
    this.#port(id).pause();
  }

  /** The node runs on after a pause. */
  nodeResumed(id: string): void {
    this.#down.delete(id);
    this.#port(id).resume();
  }

  /**
   * A fresh process stands in the node's place: it is not muted, and what comes from now on reaches
   * it. What was queued for the one before does at once, or is set aside until
   * {@link releaseBacklog}, or is dropped.
   */
  nodeRestarted(id: string, link: NodeLink): void {
    this.#down.delete(id);
    this.counts.dropped += this.#port(id).restart(link, this.#restartQueue);
  }

  /** The fresh process has answered `init`: it gets what was queued for the one before. */
  releaseBacklog(id: string): void {
    this.#port(id).releaseBacklog();
  }

  /** A client's request. The body must be JSON. */
  sendFromClient(client: string, dest: string, bodyText: string): void {
    const id = this.#nextId();
    this.counts.client += 1;
    this.#logSend?.(id, client, dest, bodyText);
    this.#enqueue(this.#port(dest).inbox, id, client, dest, 0, undefined, bodyText);
  }

  /** Takes a line that a node printed, without its line end. */
  receiveLine(node: string, line: string): void {
    if (this.#isClosed || this.#port(node).isMuted) {
      return;
    }
    const message = parseNodeLine(node, line, this.#isStrict);
    if (isBadLine(message)) {
      this.mute(node, line, message.reason);
      return;
    }
    const { src, dest, body, hasDelicate } = message;
    if (hasDelicate) {
      this.#textOf = jsonText;
    }
    if (src !== node && !this.#isKnown(src)) {
      this.mute(node, line, `src ${JSON.stringify(src)} is not on the network, or no longer`);
      return;
    }
    if (!this.#send(src, dest, body)) {
      this.mute(node, line, `dest ${JSON.stringify(dest)} is not on the network, or no longer`);
    }
  }

  /** The test is over: whatever nodes print from now on is neither heard nor judged. */
  close(): void {
    this.#isClosed = true;
  }

  /**
   * From now on no message is late by more than its latency; those on their way come when they are
   * due.
   */
  calm(): void {
    this.#lateMaxMs = 0;
  }

  /** Stops listening to a node, for a line it printed. */
  mute(node: string, line: string, reason: string): void {
    if (!this.#isClosed) {
      this.#port(node).mute(line, reason);
    }
  }

  #isKnown(id: string): boolean {
    return this.#nodes.has(id) || this.#services.has(id) || this.#clients.has(id);
  }

  /**
   * Sends a message of a node or of a service. False when nobody of that id is on the network. A
   * node may give another's id as `src`: then it counts and travels as a message of that one.
   */
  #send(src: string, dest: string, body: JsonObject): boolean {
    const client = this.#clients.get(dest);
    if (client) {
      const id = this.#nextId();
      this.counts.client += 1;
      this.counts.clientReceived += 1;
      if (this.#logSend || this.#logReceive) {
        const bodyText = this.#textOf(body);
        this.#logSend?.(id, src, dest, bodyText);
        this.#logReceive?.(id, src, dest, bodyText);
      }
      client(body);
      return true;
    }
    const service = this.#services.get(dest);
    const peer = service ? undefined : this.#nodes.get(dest);
    const inbox = service ?? peer?.inbox;
    if (!inbox) {
      return false;
    }
    const bodyText = peer || this.#logSend ? this.#textOf(body) : '';
    if (this.#clients.has(src)) {
      const id = this.#nextId();
      this.counts.client += 1;
      this.#logSend?.(id, src, dest, bodyText);
      this.#enqueue(inbox, id, src, dest, 0, body, bodyText);
    } else {
      this.#sendBetweenServers(inbox, src, dest, body, bodyText, service !== undefined || this.#services.has(src));
    }
    return true;
  }

  #sendBetweenServers(
    inbox: Inbox,
    src: string,
    dest: string,
    body: Envelope['body'],
    bodyText: string,
    withService: boolean,
  ): void {
    const id = this.#nextId();
    this.counts.server += 1;
    this.#logSend?.(id, src, dest, bodyText);
    let delayMs = this.#drawDelayMs();
    if (withService) {
      const { faults } = this;
      if (faults.loss > 0 && this.#faultRandom() < faults.loss) {
        this.counts.dropped += 1;
        this.counts.lost += 1;
        return;
      }
      if (faults.duplicate > 0 && this.#faultRandom() < faults.duplicate) {
        this.counts.duplicated += 1;
        this.#enqueue(inbox, id, src, dest, this.#drawDelayMs(), body, bodyText);
      }
      if (faults.reorder > 0 && this.#faultRandom() < faults.reorder) {
        delayMs += this.#faultRandom() * faults.reorderMaxMs;
        this.counts.delayed += 1;
      }
    } else {
      this.counts.peer += 1;
    }
    this.#enqueue(inbox, id, src, dest, delayMs, body, bodyText);
  }

  #drawDelayMs(): number {
    const delayMs = latencyMs(this.#latency, this.#latencyRandom);
    return this.#lateMaxMs > 0 ? delayMs + tailMs(this.#lateRandom, this.#lateMaxMs) : delayMs;
  }

  #enqueue(
    inbox: Inbox,
    id: number,
    src: string,
    dest: string,
    delayMs: number,
    body: Envelope['body'],
    bodyText: string,
  ): void {
    if (this.#down.size > 0 && this.#down.has(dest)) {
      this.counts.held += 1;
    }
    const order = this.#nextOrder;
    this.#nextOrder += 1;
    inbox.push({ id, src, dest, deadlineMs: this.#environment.nowMs() + delayMs, order, body, bodyText });
  }

  #nextId(): number {
    this.counts.sent += 1;
    const id = this.#nextMessage;
    this.#nextMessage += 1;
    return id;
  }

  #port(node: string): NodePort {
    const port = this.#nodes.get(node);
    if (!port) {
      throw new Error(`no node ${node} on this network`);
    }
    return port;
  }

  #serviceInbox(service: ServiceHolder): Inbox {
    return new this.#InboxClass(
      this.#environment,
      this.#owner(this.#readyServices, (envelope) => {
        this.#logReceive?.(envelope.id, envelope.src, envelope.dest, this.#textOf(envelope.body));
        this.counts.serverReceived += 1;
        const reply = service.handle({ src: envelope.src, body: envelope.body ?? {} });
        if (reply) {
          this.counts.kvRoundTrips += 1;
          // A client whose id a node took for `src` may have gone: then nobody gets the reply.
          this.#send(service.name, envelope.src, reply);
        }
      }),
    );
  }

  #owner(readyInboxes: Inbox[], deliver: (envelope: Envelope) => void): InboxOwner {
    return {
      deliver,
      isCut: (envelope) => this.#isCut(envelope),
      dropped: () => {
        this.counts.dropped += 1;
      },
      ready: (inbox) => {
        readyInboxes.push(inbox);
        if (!this.#isServing) {
          this.#isServing = true;
          this.#environment.after(0, () => this.#serve());
        }
      },
    };
  }

  /** Asked once for each message, when it is taken from its queue. */
  #isCut(envelope: Envelope): boolean {
    const { grudge, isolated } = this.faults;
    if (grudge.size > 0 && grudge.get(envelope.dest)?.has(envelope.src)) {
      this.counts.cut += 1;
      return true;
    }
    if (
      isolated.size > 0 &&
      ((isolated.has(envelope.src) && this.#services.has(envelope.dest)) ||
        (isolated.has(envelope.dest) && this.#services.has(envelope.src)))
    ) {
      this.counts.isolated += 1;
      return true;
    }
    return false;
  }

  /**
   * Serves every queue with something in it: services first, so that a node gets their replies with
   * its other lines in one write.
   */
  #serve(): void {
    for (let at = 0; at < this.#readyServices.length; at += 1) {
      (this.#readyServices[at] as Inbox).serve();
    }
    this.#readyServices.length = 0;
    for (let at = 0; at < this.#readyNodes.length; at += 1) {
      (this.#readyNodes[at] as Inbox).serve();
    }
    this.#readyNodes.length = 0;
    this.#isServing = false;
    const ports = this.#unflushed;
    this.#unflushed = [];
    for (const port of ports) {
      port.flush();
    }
  }
}
