import type { Cluster, NodeEvents, NodeHandle } from '../../bench/cluster/node-handle.ts';
import type { VirtualTime } from '../../bench/virtual-time.ts';

interface Body {
  readonly type: string;
  readonly msg_id?: number;
  readonly in_reply_to?: number;
  readonly [field: string]: unknown;
}

/** What a node in the same process does with a message: `send` prints a line. */
export type Behaviour = (
  message: { readonly src: string; readonly dest: string; readonly body: Body },
  send: (dest: string, body: object) => void,
  print: (line: string) => void,
) => void;

/**
 * Nodes in virtual time. Each life gets a behaviour of its own from `behave`; killed nodes say
 * nothing more, paused ones answer when they go on, and all leave when their stdin is closed,
 * unless `stays`.
 */
export class VirtualNodes implements Cluster {
  /** What was done to which node, in order: `start n0`, `kill n0` and so on, with the time. */
  readonly acts: string[] = [];
  /** The types each node was given, in order, over all its lives. */
  readonly given: Record<string, string[]> = {};
  readonly #time: VirtualTime;
  readonly #behave: (id: string, life: number) => Behaviour;
  readonly #events = new Map<string, NodeEvents>();
  readonly #lives = new Map<string, number>();
  stays = false;
  /** What each node prints when its stdin is closed. */
  lastWords: readonly string[] = [];
  /** Nodes to which nothing but `init` can be written any more. */
  readonly unread = new Set<string>();

  constructor(time: VirtualTime, behave: (id: string, life: number) => Behaviour) {
    this.#time = time;
    this.#behave = behave;
  }

  /** The node ends by itself. */
  crash(id: string, exitCode: number): void {
    this.#events.get(id)?.exited({ exitCode, signal: null, lastStderr: 'oops' });
  }

  start(id: string, events: NodeEvents): NodeHandle {
    const life = (this.#lives.get(id) ?? 0) + 1;
    this.#lives.set(id, life);
    this.#events.set(id, events);
    const behaviour = this.#behave(id, life);
    let state: 'running' | 'paused' | 'dead' = 'running';
    let held: string[] = [];
    const act = (name: string) => this.acts.push(`${Math.round(this.#time.nowMs())} ${name} ${id}`);
    const print = (line: string) => {
      if (state === 'running') {
        events.line(line);
      }
    };
    const take = (lines: string) => {
      for (const line of lines.trimEnd().split('\n')) {
        const message = JSON.parse(line);
        this.given[id] ??= [];
        this.given[id].push(message.body.type);
        behaviour(message, (dest, body) => print(JSON.stringify({ src: id, dest, body })), print);
      }
    };
    const leave = (exitCode: number | null, signal: string | null) => {
      if (state !== 'dead') {
        state = 'dead';
        this.#time.after(1, () => events.exited({ exitCode, signal, lastStderr: '' }));
      }
    };
    act('start');
    return {
      write: (lines) => {
        if (this.unread.has(id) && this.given[id]) {
          return false;
        }
        if (state === 'running') {
          take(lines);
        } else if (state === 'paused') {
          held.push(lines);
        }
        return true;
      },
      kill: () => {
        act('kill');
        leave(null, 'SIGKILL');
      },
      pause: () => {
        act('pause');
        state = 'paused';
      },
      resume: () => {
        act('resume');
        state = 'running';
        const lines = held;
        held = [];
        for (const each of lines) {
          take(each);
        }
      },
      ignore: () => {},
      end: () => {
        this.lastWords.forEach(print);
        if (!this.stays) {
          leave(0, null);
        }
      },
    };
  }
}

/** A behaviour that answers `init`, and hands on everything else. */
export function afterInit(behaviour: Behaviour): Behaviour {
  return (message, send, print) => {
    if (message.body.type === 'init') {
      send(message.src, { type: 'init_ok', in_reply_to: message.body.msg_id });
    } else {
      behaviour(message, send, print);
    }
  };
}

/** A counter without a store, alone or one of several that all see the same total. */
export function sharedCounter(): () => Behaviour {
  let total = 0;
  return () =>
    afterInit(({ src, body }, send) => {
      if (body.type === 'add') {
        total += body.delta as number;
        send(src, { type: 'add_ok', in_reply_to: body.msg_id });
      } else if (body.type === 'read') {
        send(src, { type: 'read_ok', value: total, in_reply_to: body.msg_id });
      }
    });
}
