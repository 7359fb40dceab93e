import type { Design, RunningNode } from '../../../bench/designs/design.ts';
import { stream } from '../../../bench/random.ts';
import { keyValue } from '../../../bench/services/key-value.ts';
import { holdService, type ServiceHolder } from '../../../bench/services/service-holder.ts';
import { VirtualTime } from '../../../bench/virtual-time.ts';
import type { Body, Message } from '../../../src/shared/wire/message.ts';

/** A linearizable store, whose requests are executed when the test says. */
export function linearStore(): ServiceHolder {
  return holdService('lin-kv', keyValue, () => 0);
}

/** One life of one node of a design in virtual time; the test is its network. */
export class LoneNode {
  readonly time = new VirtualTime(() => 0);
  /** All it has written, in order. */
  readonly written: Message[] = [];
  readonly node: RunningNode;
  readonly #store: ServiceHolder;
  #taken = 0;

  constructor(design: Design, store = linearStore(), life = 1) {
    this.#store = store;
    this.node = design.start({
      environment: this.time.environment(stream(life, 'life')),
      write: (lines) => {
        const text = typeof lines === 'string' ? lines : Buffer.from(lines).toString('utf8');
        for (const line of text.trimEnd().split('\n')) {
          this.written.push(JSON.parse(line));
        }
      },
      service: 'lin-kv',
    });
  }

  init(nodeIds: readonly string[] = ['n0', 'n1', 'n2'], id = 1): this {
    this.send('c0', { type: 'init', msg_id: 1, node_id: 'n0', node_ids: nodeIds }, { id });
    return this;
  }

  send(src: string, body: Body, more: object = {}): void {
    this.node.receive(Buffer.from(`${JSON.stringify({ ...more, src, dest: 'n0', body })}\n`));
  }

  add(client: string, delta: number): void {
    this.send(client, { type: 'add', msg_id: 1, delta });
  }

  read(client: string): void {
    this.send(client, { type: 'read', msg_id: 1 });
  }

  /** What a client was told; undefined when nothing was. */
  told(client: string): Body | undefined {
    const found = this.written.filter(({ dest }) => dest === client);
    if (found.length > 1) {
      throw new Error(`${found.length} replies to ${client}`);
    }
    return found[0]?.body;
  }

  /** The requests to the store since the last time. */
  asked(): Message[] {
    const found = this.written.slice(this.#taken).filter(({ dest }) => dest === 'lin-kv');
    this.#taken = this.written.length;
    return found;
  }

  /** The one request to the store since the last time. */
  askedOnce(): Message {
    const [request, ...more] = this.asked();
    if (request === undefined || more.length > 0) {
      throw new Error(`${request ? 1 + more.length : 0} requests`);
    }
    return request;
  }

  /** The store executes a request; the reply is not delivered. */
  execute(request: Message): Body {
    return this.#store.handle(request) as Body;
  }

  /** The store's reply reaches the node. */
  deliver(reply: Body): void {
    this.send('lin-kv', reply);
  }

  /** The store executes and answers requests until there are none. */
  serve(requests: readonly Message[] = this.asked()): void {
    for (let open = requests; open.length > 0; open = this.asked()) {
      for (const request of open) {
        this.deliver(this.execute(request));
      }
    }
  }
}
