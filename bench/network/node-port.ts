import { deliveredLine, type Envelope } from './envelope.ts';
import type { Inbox } from './inbox.ts';
import type { RestartQueue } from './network-model.ts';

/** The network's end of a node: what it gives to it. */
export interface NodeLink {
  /** One or more whole lines, each with its line end. */
  write(lines: string): void;
  /** It printed a line the network can't take; whatever it prints from now on is not heard. */
  muted(line: string, reason: string): void;
}

/** What a pipe holds, on Linux, in bytes. */
const pipeSize = 65_536;

/** The longest part of a line kept when it mutes a node, in characters. */
const quotedMax = 2_000;

/** Where a node is connected to the network, over all its lives. */
export class NodePort {
  readonly inbox: Inbox;
  #link: NodeLink;
  #isMuted = false;
  /** Lines of the present tick, written at once. */
  #pending = '';
  /** Characters that its pipe still takes; a node that runs empties it as fast as it is filled. */
  #pipeRoom = Number.POSITIVE_INFINITY;
  /** What was queued when the last life ended, until the present one is ready for it. */
  #backlog: readonly Envelope[] = [];

  /** @param makeInbox - Makes the inbox, which delivers to this port. */
  constructor(link: NodeLink, makeInbox: (port: NodePort) => Inbox) {
    this.#link = link;
    this.inbox = makeInbox(this);
  }

  get isMuted(): boolean {
    return this.#isMuted;
  }

  /**
   * Adds a message to those of the present tick; true when it is the first, so that it must be
   * flushed.
   */
  add(envelope: Envelope): boolean {
    const isFirst = this.#pending === '';
    this.#pending += deliveredLine(envelope);
    return isFirst;
  }

  /** Writes the messages of the present tick. */
  flush(): void {
    const lines = this.#pending;
    this.#pending = '';
    if (lines !== '') {
      this.#link.write(lines);
      this.#pipeRoom -= lines.length;
      if (this.#pipeRoom <= 0) {
        this.inbox.suspend();
      }
    }
  }

  /** The node is killed: nothing reaches it any more. */
  kill(): void {
    this.inbox.suspend();
  }

  /** The node is paused: its pipe goes on filling until it is full. */
  pause(): void {
    this.#pipeRoom = pipeSize;
  }

  /** The node runs on after a pause. */
  resume(): void {
    this.#pipeRoom = Number.POSITIVE_INFINITY;
    this.inbox.resume();
  }

  /**
   * A fresh process: it is not muted.
   *
   * @param restartQueue - What becomes of messages that were queued for the one before.
   * @returns How many of these are dropped.
   */
  restart(link: NodeLink, restartQueue: RestartQueue): number {
    this.#link = link;
    this.#isMuted = false;
    this.#pending = '';
    this.#pipeRoom = Number.POSITIVE_INFINITY;
    const queued = [...this.#backlog, ...this.inbox.setAside()];
    this.#backlog = restartQueue === 'drop' ? [] : queued;
    this.inbox.resume();
    if (restartQueue === 'before-init') {
      this.releaseBacklog();
    }
    return restartQueue === 'drop' ? queued.length : 0;
  }

  /** Delivers what was set aside. */
  releaseBacklog(): void {
    const backlog = this.#backlog;
    this.#backlog = [];
    for (const envelope of backlog) {
      this.inbox.push(envelope);
    }
  }

  /** Stops listening to the node, for a line it printed. */
  mute(line: string, reason: string): void {
    if (!this.#isMuted) {
      this.#isMuted = true;
      this.#link.muted(line.length > quotedMax ? `${line.slice(0, quotedMax)}…` : line, reason);
    }
  }
}
