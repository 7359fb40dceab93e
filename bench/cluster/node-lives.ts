import type { Environment, Timer } from '../../src/main/environment.ts';
import type { ClientBody, Network } from '../network/network.ts';
import type { NodeEnd } from '../run.ts';
import type { Cluster, NodeExit, NodeHandle } from './node-handle.ts';
import { mutedAtStart, refusedInit, StartWatch } from './start-failure.ts';

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
  /** Nobody is heard any more: every node was muted. */
  readonly allMuted: () => void;
}

/** Nodes started within this time of one that did not answer `init` had as long as it, nearly. */
const startedTogetherMs = 1_000;

interface Life {
  readonly id: string;
  handle: NodeHandle | undefined;
  state: 'new' | 'starting' | 'up' | 'paused' | 'killed' | 'gone';
  /** Counts the lives, so that what comes late from an earlier life isn't taken for this one's. */
  number: number;
  initTimer: Timer | undefined;
  isMuted: boolean;
  startedMs: number;
  /** Present until it has answered `init`. */
  watch: StartWatch | undefined;
  /** Given up before it answered `init`: why, unless what it does when its stdin ends may tell. */
  givenUp: { readonly problem?: string } | undefined;
  end: NodeEnd;
}

/**
 * The nodes of a run, from `init` to their end: starts, kills, pauses and restarts them, and notes
 * how each ended.
 */
export class NodeLives {
  readonly #options: NodeLivesOptions;
  readonly #lives: readonly Life[];
  /** By node, the client that asked for `init`, until a second answer can't be excused any more. */
  readonly #initClients = new Map<string, string>();
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
      isMuted: false,
      startedMs: 0,
      watch: undefined,
      givenUp: undefined,
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
    const running = this.#lives.filter((life) => life.state !== 'new' && life.state !== 'gone');
    for (const life of running) {
      life.initTimer?.cancel();
      life.watch?.stdinClosed();
      if (life.state === 'paused') {
        life.handle?.kill();
      } else {
        life.handle?.end();
      }
      if (life.state === 'killed') {
        life.state = 'gone';
      }
    }
    this.#checkGone();
  }

  /**
   * The node has answered a request of a client with ok.
   *
   * Until then a second `init_ok` is excused and noted; from then on it is what it is in
   * Maelstrom, a message to a client that is gone, which mutes the node. There the client of
   * `init` goes at the first answer, and whether the second comes before or after that is a race:
   * Maelstrom's Go library answers `init` itself, and so do many handlers written for it. Here the
   * order in which the node prints decides, and nothing else: a second answer that follows the
   * first at once is always excused, one after an answer to a client never is.
   */
  answered(node: string): void {
    const client = this.#initClients.get(node);
    if (client !== undefined) {
      this.#options.network.removeClient(client);
      this.#initClients.delete(node);
    }
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
    life.isMuted = false;
    life.startedMs = this.#options.environment.nowMs();
    const watch = new StartWatch();
    life.watch = watch;
    const { number } = life;
    const isPresent = () => number === life.number;
    const link = {
      write: (lines: string) => {
        if (isPresent() && life.handle?.write(lines) === false) {
          life.end = { ...life.end, unread: (life.end.unread ?? 0) + lines.split('\n').length - 1 };
        }
      },
      muted: (line: string, reason: string) => this.#muted(life, line, reason),
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
          life.watch?.line(line);
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
    this.answered(life.id);
    const client = network.addClient((body: ClientBody) => {
      if (body.in_reply_to !== 1) {
        return;
      }
      if (life.state !== 'starting') {
        life.end = body.type === 'init_ok' ? { ...life.end, answeredInitTwice: true } : life.end;
        return;
      }
      life.initTimer?.cancel();
      if (body.type === 'init_ok') {
        life.watch = undefined;
        life.state = 'up';
        network.releaseBacklog(life.id);
        this.#checkUp();
      } else {
        this.#giveUp([life], refusedInit(body));
      }
    });
    this.#initClients.set(life.id, client);
    life.watch?.asked(client);
    life.initTimer = environment.after(initTimeoutMs, () => {
      this.#giveUp(this.#lives.filter(({ startedMs }) => startedMs < life.startedMs + startedTogetherMs));
    });
    const ids = JSON.stringify(nodes);
    network.sendFromClient(client, life.id, `{"type":"init","node_id":"${life.id}","node_ids":${ids},"msg_id":1}`);
  }

  #muted(life: Life, line: string, reason: string): void {
    const { environment, allMuted } = this.#options;
    life.isMuted = true;
    life.handle?.ignore();
    life.end = life.end.muted ? life.end : { ...life.end, muted: { line, reason, atMs: environment.nowMs() } };
    // It is in the middle of what it prints: what follows from it must not happen in between.
    if (life.state === 'starting') {
      environment.after(0, () => this.#giveUp([life], mutedAtStart(line, reason)));
    } else if (this.#lives.every(({ isMuted }) => isMuted)) {
      environment.after(0, allMuted);
    }
  }

  /**
   * Those of the nodes that start now will not answer `init`. Their exits, which follow, complete
   * what is known about that.
   */
  #giveUp(lives: readonly Life[], problem?: string): void {
    const starting = lives.filter(({ state, givenUp }) => state === 'starting' && givenUp === undefined);
    for (const life of starting) {
      life.givenUp = problem === undefined ? {} : { problem };
    }
    const [first] = starting;
    if (first !== undefined && !this.#whenGone) {
      this.#options.crashed(first.id);
    }
  }

  #exited(life: Life, exit: NodeExit): void {
    const { exitCode, signal, lastStderr, notStarted, endedBecause } = exit;
    life.initTimer?.cancel();
    if (this.#whenGone) {
      life.state = 'gone';
      if (life.givenUp) {
        const problem = startProblem(life, life.givenUp.problem ?? life.watch?.noAnswer(initTimeoutMs, exit));
        life.end = { ...life.end, crashed: { exitCode: null, signal: null, lastStderr, ...(problem && { problem }) } };
      }
      this.#checkGone();
      return;
    }
    if (life.state === 'killed' || life.state === 'gone') {
      return;
    }
    const problem =
      notStarted === undefined
        ? (endedBecause ?? (life.state === 'starting' ? startProblem(life, life.watch?.ended(exit)) : undefined))
        : startProblem(life, `could not be started: ${notStarted}`);
    life.state = 'gone';
    life.end = {
      ...life.end,
      crashed: {
        exitCode,
        signal,
        lastStderr,
        ...(problem && { problem }),
        ...(endedBecause !== undefined && { endedHere: true }),
      },
    };
    this.#options.crashed(life.id);
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

/** Why a life did not start; of a later one, that it is one. */
function startProblem({ number }: Life, problem: string | undefined): string | undefined {
  return problem === undefined || number === 1
    ? problem
    : `${problem.replace(/\.?$/, '.')} It had been killed, and was started again.`;
}
