import type { Environment, Timer } from '../../src/main/environment.ts';
import type { ClientBody, Network } from '../network/network.ts';
import type { NodeEnd } from '../run.ts';
import type { Cluster, NodeExit, NodeHandle } from './node-handle.ts';

/** How long a node has to answer `init`, in Maelstrom. */
export const initTimeoutMs = 10_000;

/** How long nodes get to leave after their stdin is closed. */
export const leaveTimeoutMs = 500;

/** What {@link NodeLives} works with. */
export interface NodeLivesOptions {
  readonly environment: Environment;
  readonly network: Network;
  readonly cluster: Cluster;
  readonly nodes: readonly string[];
  /** A node ended by itself, or did not answer `init`: the test is over. */
  readonly crashed: (node: string) => void;
}

interface Life {
  readonly id: string;
  handle: NodeHandle | undefined;
  state: 'new' | 'starting' | 'up' | 'paused' | 'killed' | 'gone';
  /** Counts the lives, so that what comes late from an earlier life isn't taken for this one's. */
  number: number;
  initTimer: Timer | undefined;
  end: NodeEnd;
}

/**
 * The nodes of a run, from `init` to their end: starts, kills, pauses and restarts them, and notes
 * how each ended.
 */
export class NodeLives {
  readonly #options: NodeLivesOptions;
  readonly #lives: readonly Life[];
  #whenUp: (() => void) | undefined;
  #whenGone: (() => void) | undefined;

  constructor(options: NodeLivesOptions) {
    this.#options = options;
    this.#lives = options.nodes.map((id) => ({
      id,
      handle: undefined,
      state: 'new',
      number: 0,
      initTimer: undefined,
      end: { id },
    }));
  }

  /** How each node ended, so far. Times are on the environment's clock, less `originMs`. */
  ends(originMs: number): readonly NodeEnd[] {
    return this.#lives.map(({ end }) =>
      end.muted ? { ...end, muted: { ...end.muted, atMs: Math.max(0, end.muted.atMs - originMs) } } : end,
    );
  }

  /** Starts every node and has each answer `init`; then calls `up`. */
  start(up: () => void): void {
    this.#whenUp = up;
    for (const life of this.#lives) {
      this.#start(life);
    }
  }

  /** Kills those of the nodes that are up, and returns them. */
  kill(nodes: readonly string[]): readonly string[] {
    return this.#take(nodes, 'killed', (handle) => handle.kill());
  }

  /** Pauses those of the nodes that are up, and returns them. */
  pause(nodes: readonly string[]): readonly string[] {
    return this.#take(nodes, 'paused', (handle) => handle.pause());
  }

  /**
   * Starts those of the nodes that were killed. Messages that waited for them are delivered once
   * they have answered `init`.
   */
  restart(nodes: readonly string[]): void {
    for (const life of this.#lives) {
      if (nodes.includes(life.id) && life.state === 'killed') {
        this.#start(life);
      }
    }
  }

  /** Lets those of the nodes that were paused go on. */
  resume(nodes: readonly string[]): void {
    for (const life of this.#lives) {
      if (nodes.includes(life.id) && life.state === 'paused') {
        life.state = 'up';
        life.handle?.resume();
        this.#options.network.nodeResumed(life.id);
      }
    }
  }

  /** Restarts and resumes whatever is down; calls `up` when all nodes have answered `init`. */
  recover(up: () => void): void {
    this.#whenUp = up;
    this.resume(this.#options.nodes);
    this.restart(this.#options.nodes);
    this.#checkUp();
  }

  /**
   * Closes every stdin, kills what is still there {@link leaveTimeoutMs} later, and calls `gone`
   * when all have left.
   */
  end(gone: () => void): void {
    this.#whenUp = undefined;
    const running = this.#lives.filter((life) => life.state !== 'new' && life.state !== 'gone');
    for (const life of running) {
      life.initTimer?.cancel();
      if (life.state === 'paused') {
        life.handle?.kill();
      } else {
        life.handle?.end();
      }
      if (life.state === 'killed') {
        life.state = 'gone';
      }
    }
    const timer = this.#options.environment.after(leaveTimeoutMs, () => {
      for (const life of this.#lives) {
        if (life.state !== 'gone') {
          life.handle?.kill();
        }
      }
    });
    this.#whenGone = () => {
      timer.cancel();
      gone();
    };
    this.#checkGone();
  }

  #take(nodes: readonly string[], state: 'killed' | 'paused', act: (handle: NodeHandle) => void): readonly string[] {
    const taken = this.#lives.filter((life) => life.state === 'up' && nodes.includes(life.id));
    for (const life of taken) {
      life.state = state;
      if (state === 'killed') {
        this.#options.network.nodeKilled(life.id);
      } else {
        this.#options.network.nodePaused(life.id);
      }
      if (life.handle) {
        act(life.handle);
      }
    }
    return taken.map(({ id }) => id);
  }

  #start(life: Life): void {
    const { network, cluster } = this.#options;
    const isFirst = life.state === 'new';
    life.number += 1;
    life.state = 'starting';
    const { number } = life;
    const isPresent = () => number === life.number;
    const link = {
      write: (lines: string) => {
        if (isPresent()) {
          life.handle?.write(lines);
        }
      },
      muted: (line: string, reason: string) => {
        const atMs = this.#options.environment.nowMs();
        life.end = life.end.muted ? life.end : { ...life.end, muted: { line, reason, atMs } };
      },
    };
    // The network must know the node before it can print anything.
    if (isFirst) {
      network.addNode(life.id, link);
    } else {
      network.nodeRestarted(life.id, link);
    }
    life.handle = cluster.start(life.id, {
      line: (line) => {
        if (isPresent()) {
          network.receiveLine(life.id, line);
        }
      },
      lineTooLong: (start) => {
        if (isPresent()) {
          network.mute(life.id, start, 'a line longer than the workbench takes');
        }
      },
      exited: (exit) => {
        if (isPresent()) {
          this.#exited(life, exit);
        }
      },
    });
    if (life.state === 'starting') {
      this.#init(life);
    }
  }

  #init(life: Life): void {
    const { environment, network, nodes } = this.#options;
    const client = network.addClient((body: ClientBody) => {
      if (body.in_reply_to !== 1) {
        return;
      }
      network.removeClient(client);
      life.initTimer?.cancel();
      if (body.type === 'init_ok') {
        if (life.state === 'starting') {
          life.state = 'up';
          network.releaseBacklog(life.id);
          this.#checkUp();
        }
      } else {
        this.#crash(life, { exitCode: null, signal: null, lastStderr: `init was answered ${JSON.stringify(body)}` });
      }
    });
    life.initTimer = environment.after(initTimeoutMs, () => {
      network.removeClient(client);
      const reason = life.end.muted ? `, and was muted: ${life.end.muted.reason}` : '';
      const lastStderr = `did not answer init within ${initTimeoutMs / 1000} s${reason}`;
      this.#crash(life, { exitCode: null, signal: null, lastStderr });
    });
    const ids = JSON.stringify(nodes);
    network.sendFromClient(client, life.id, `{"type":"init","node_id":"${life.id}","node_ids":${ids},"msg_id":1}`);
  }

  #exited(life: Life, exit: NodeExit): void {
    const isExpected = life.state === 'killed' || life.state === 'gone' || this.#whenGone;
    life.initTimer?.cancel();
    if (isExpected) {
      if (this.#whenGone) {
        life.state = 'gone';
        this.#checkGone();
      }
      return;
    }
    life.state = 'gone';
    this.#crash(life, exit);
  }

  #crash(life: Life, exit: NodeExit): void {
    if (!life.end.crashed) {
      life.end = { ...life.end, crashed: exit };
      this.#options.crashed(life.id);
    }
  }

  #checkUp(): void {
    if (this.#whenUp && this.#lives.every(({ state }) => state === 'up')) {
      const up = this.#whenUp;
      this.#whenUp = undefined;
      up();
    }
  }

  #checkGone(): void {
    if (this.#whenGone && this.#lives.every(({ state }) => state === 'gone' || state === 'new')) {
      const gone = this.#whenGone;
      this.#whenGone = undefined;
      gone();
    }
  }
}
