import { VirtualTime } from '../bench/virtual-time.ts';
import { Counters } from '../src/main/counters.ts';
import { CounterNode, type NodeParts } from '../src/main/node.ts';
import type { NodeSettings } from '../src/main/settings.ts';
import { type ChainValue, chainKey } from '../src/main/strategy/chain.ts';
import { totalKey } from '../src/main/strategy/keys.ts';
import type { Message } from '../src/shared/wire/message.ts';

/** The command line's defaults. */
export const defaultSettings: NodeSettings = {
  strategy: 'per-key',
  service: 'seq-kv',
  acks: 'store',
  flushIntervalMs: 0,
  readStalenessMs: 0,
  replyDeadlineMs: 4_500,
  kvTimeoutMs: 500,
  queueMax: 500_000,
  queueBytesMax: 64 * 1024 * 1024,
};

/** A linearizable store that does to each request what the test's script says. */
export class ScriptedStore {
  readonly values = new Map<string, unknown>();
  /** All requests, in the order in which they were sent. */
  readonly requests: Message[] = [];
  /** What becomes of a request; `serve` unless the test says otherwise. */
  script: (request: Message) => 'serve' | 'lose' | 'lose reply' | 'hold' = () => 'serve';
  /** Requests that the script held, to be served when the test says. */
  readonly held: Message[] = [];

  /** What the store holds of a node, whatever the strategy; undefined for nothing. */
  totalOf(nodeId: string): number | undefined {
    const chain = this.values.get(chainKey) as ChainValue | undefined;
    const own = this.values.get(totalKey(nodeId)) as { readonly total: number } | undefined;
    return chain === undefined ? own?.total : chain.slots[nodeId]?.[0];
  }

  /** The totals in the chain of strategy `cas`, by node, and how many successes made it. */
  get chainTotals(): { readonly v: number; readonly totals: Readonly<Record<string, number>> } {
    const { v, slots } = this.values.get(chainKey) as ChainValue;
    return { v, totals: Object.fromEntries(Object.entries(slots).map(([id, [total]]) => [id, total])) };
  }

  /** Lets the store hold a total that an earlier life of a node has written, strategy `per-key`. */
  setTotal(nodeId: string, total: unknown): void {
    this.values.set(totalKey(nodeId), { total, life: 1 });
  }

  /**
   * A value of the chain with these totals, of the lives that are in the present one, or of earlier
   * lives.
   */
  chain(v: number, totals: Readonly<Record<string, number>>): ChainValue {
    const present = this.values.get(chainKey) as ChainValue | undefined;
    const slots = Object.entries(totals).map(([id, total]) => [id, [total, present?.slots[id]?.[1] ?? 1]]);
    return { v, slots: Object.fromEntries(slots) };
  }

  /** Lets the store hold such a value. */
  setChain(v: number, totals: Readonly<Record<string, number>>): ChainValue {
    const chain = this.chain(v, totals);
    this.values.set(chainKey, chain);
    return chain;
  }

  /** Executes a request and returns the reply's body, without `in_reply_to`. */
  execute({ body }: Message): Record<string, unknown> {
    const key = body.key as string;
    const exists = this.values.has(key);
    const value = this.values.get(key);
    switch (body.type) {
      case 'read':
        return exists ? { type: 'read_ok', value } : { type: 'error', code: 20, text: 'key does not exist' };
      case 'write':
        this.values.set(key, body.value);
        return { type: 'write_ok' };
      case 'cas':
        if (exists && JSON.stringify(value) !== JSON.stringify(body.from)) {
          return { type: 'error', code: 22, text: 'precondition failed' };
        }
        this.values.set(key, body.to);
        return { type: 'cas_ok' };
      default:
        throw new Error(`no such request: ${body.type}`);
    }
  }
}

/** A request that changes a node's total. */
export function isCommit({ src, body }: Message): boolean {
  const totalIn = (value: unknown) =>
    (value as Partial<ChainValue>).slots?.[src]?.[0] ?? (value as { readonly total?: number }).total ?? 0;
  return body.type === 'cas' && totalIn(body.from) !== totalIn(body.to);
}

/** A node in virtual time, with a scripted store and every line it wrote. */
export class NodeUnderTest {
  readonly time = new VirtualTime(() => 0);
  readonly counters = new Counters();
  readonly store: ScriptedStore;
  /** Lines for clients. */
  readonly replies: (Message & { readonly atMs: number })[] = [];
  /** One-way messages for other nodes. */
  readonly toPeers: Message[] = [];
  readonly logged: string[] = [];
  readonly node: CounterNode;
  /** One way, in milliseconds. */
  latencyMs = 5;
  readonly #nodeId: string;
  /** Set when the process is gone: it hears and says nothing more. */
  dead = false;
  /** The last line written, as it was. */
  lastLine = '';

  constructor(
    settings: Partial<NodeSettings> = {},
    store = new ScriptedStore(),
    seed = 1,
    nodeId = 'n0',
    parts: Pick<NodeParts, 'ledger' | 'workers' | 'offloadPolicy' | 'backlog'> & {
      /** Called with each write. */
      readonly onWrite?: (text: string) => void;
    } = {},
  ) {
    this.store = store;
    this.#nodeId = nodeId;
    this.node = new CounterNode({
      ...parts,
      settings: { ...defaultSettings, ...settings },
      environment: this.time.environment(randomFrom(seed)),
      counters: this.counters,
      log: (event) => this.logged.push(event),
      write: (lines) => {
        const text = typeof lines === 'string' ? lines : Buffer.from(lines).toString('utf8');
        parts.onWrite?.(text);
        this.#onWrite(text);
      },
    });
  }

  /** Sends `init`, as one of `nodeIds`. */
  init(nodeIds: readonly string[] = ['n0', 'n1', 'n2'], extra: object = {}): this {
    this.send({ src: 'c0', body: { type: 'init', msg_id: 1, node_id: this.#nodeId, node_ids: nodeIds }, ...extra });
    return this;
  }

  /** Sends one message as a line. */
  send(message: object): void {
    this.line(JSON.stringify({ dest: this.#nodeId, ...message }));
  }

  line(text: string): void {
    if (!this.dead) {
      this.node.receive(Buffer.from(`${text}\n`));
    }
  }

  add(src: string, msgId: number, delta: unknown): void {
    this.send({ src, body: { type: 'add', msg_id: msgId, delta } });
  }

  read(src: string, msgId: number): void {
    this.send({ src, body: { type: 'read', msg_id: msgId } });
  }

  /**
   * The reply's body to a request of a client; undefined when there is none, an error when there
   * are several.
   */
  replyTo(src: string, msgId: number): Record<string, unknown> | undefined {
    const found = this.replies.filter(({ dest, body }) => dest === src && body.in_reply_to === msgId);
    if (found.length > 1) {
      throw new Error(`${found.length} replies to ${src} ${msgId}`);
    }
    return found[0]?.body;
  }

  /** Requests to the store so far, as `type key`. */
  get asked(): string[] {
    return this.store.requests.map(({ body }) => `${body.type} ${body.key}`);
  }

  /** Serves a request that was held, or one that was lost, now. */
  serve(request: Message): void {
    const reply = this.store.execute(request);
    this.time.after(this.latencyMs, () => this.deliver(request, reply));
  }

  /** Delivers a reply of the store. */
  deliver(request: Message, body: object): void {
    this.send({ src: request.dest, body: { ...body, in_reply_to: request.body.msg_id } });
  }

  #onWrite(text: string): void {
    for (const line of text.split('\n').slice(0, -1)) {
      const message = JSON.parse(line) as Message;
      if (this.dead) {
        continue;
      }
      this.lastLine = line;
      if (message.dest.endsWith('-kv')) {
        this.#onRequest(message);
      } else if (message.dest.startsWith('n')) {
        this.toPeers.push(message);
      } else {
        this.replies.push({ ...message, atMs: this.time.nowMs() });
      }
    }
  }

  #onRequest(request: Message): void {
    this.store.requests.push(request);
    const fate = this.store.script(request);
    if (fate === 'lose') {
      return;
    }
    if (fate === 'hold') {
      this.store.held.push(request);
      return;
    }
    this.time.after(this.latencyMs, () => {
      const reply = this.store.execute(request);
      if (fate === 'serve') {
        this.time.after(this.latencyMs, () => this.deliver(request, reply));
      }
    });
  }
}

/** A small seeded generator (mulberry32), enough to make tests repeat. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
