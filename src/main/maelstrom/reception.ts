import { Errors } from '../../shared/errors.ts';
import { decodeLine, encodeError, type Line } from '../../shared/wire/codec.ts';
import type { Message } from '../../shared/wire/message.ts';
import type { Arrival } from '../counter/arrival.ts';
import type { Counters } from '../counters.ts';
import type { Replies } from './replies.ts';
import type { Skips } from './skips.ts';

/** What a {@link Reception} needs, and whom it tells. */
export interface ReceptionSettings {
  readonly counters: Counters;
  readonly skips: Skips;
  readonly replies: Replies;
  /** An `init` came; true when the node has its identity now. */
  readonly onInit: (message: Message, arrival: Arrival) => boolean;
}

/**
 * Takes a node's lines up to `init`, one by one. There is no ledger, no store and no queue yet that
 * any of them could reach.
 *
 * A request that comes before `init` was sent to an earlier life of this node: Maelstrom starts its
 * clients when all nodes have answered `init`, and (depending on its version) hands what waited for
 * a killed node to the one that is started in its place. Nobody knows how long it waited, and an
 * answer to a client that has given up mutes the node. So it gets none. A message without an id is
 * not Maelstrom's, and is answered with error 11.
 */
export class Reception {
  readonly #settings: ReceptionSettings;

  constructor(settings: ReceptionSettings) {
    this.#settings = settings;
  }

  /** Takes whole lines up to and with `init`; returns how many bytes they are. */
  receive(chunk: Buffer, arrival: Arrival): number {
    for (let start = 0; start < chunk.length; ) {
      const newline = chunk.indexOf(0x0a, start);
      const end = newline < 0 ? chunk.length : newline;
      const isInitialised = this.#take(decodeLine(chunk, start, end), arrival);
      start = Math.min(chunk.length, end + 1);
      if (isInitialised) {
        return start;
      }
    }
    return chunk.length;
  }

  #take(line: Line, arrival: Arrival): boolean {
    const { counters, skips, replies, onInit } = this.#settings;
    if (line.kind === 'skipped') {
      skips.skip(line.reason);
    } else if (line.kind === 'message') {
      if (line.message.body.type === 'init') {
        return onInit(line.message, arrival);
      }
      counters.kvStrayReplies += 1;
    } else if (line.id !== undefined) {
      skips.skip('before init');
    } else if (line.dest === '') {
      skips.skip('no dest');
    } else {
      // There is no id to answer as but the one that the request was sent to.
      const src = JSON.stringify(line.dest);
      counters.refused += 1;
      replies.send(encodeError(src, JSON.stringify(line.src), line.msgId, Errors.notInitialised), 1, arrival);
    }
    return false;
  }
}
