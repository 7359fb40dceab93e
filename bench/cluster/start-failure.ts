import { logAdvice } from '../report/node-fall.ts';
import { printable } from '../report/printable.ts';
import type { NodeExit } from './node-handle.ts';

/** Lines kept of what a node prints before it has answered `init`, and characters of each. */
const linesKept = 20;
const lineKept = 10_000;

/**
 * What a node prints until it has answered `init`, kept to say in plain words why it did not and
 * what to do. All sentences go on after "Node n0".
 */
export class StartWatch {
  /** The client that asked for `init`; its msg_id was 1. */
  #client = '';
  readonly #lines: string[] = [];
  #lineCount = 0;
  /** How many of the lines came before its stdin was closed. */
  #inTime: number | undefined;

  asked(client: string): void {
    this.#client = client;
  }

  line(line: string): void {
    this.#lineCount += 1;
    if (this.#lines.length < linesKept) {
      this.#lines.push(line.slice(0, lineKept));
    }
  }

  /** Its stdin is closed now: what it prints from now on is too late. */
  stdinClosed(): void {
    this.#inTime ??= this.#lineCount;
  }

  /** Why a node that was waited for `limitMs` and then ended has not answered. */
  noAnswer(limitMs: number, { unfinished }: NodeExit): string {
    return `did not answer init within ${limitMs / 1_000} s: ${this.#cause(unfinished)}`;
  }

  /** Why a node that ended by itself has not answered. */
  ended({ exitCode, signal, unfinished }: NodeExit): string {
    const how = exitCode === null ? `by signal ${signal}` : `with exit code ${exitCode}`;
    const cut = unfinished ? `, after ${unfinishedText(unfinished)}` : '';
    return `ended ${how} before it answered init${cut}.`;
  }

  #cause(unfinished: NodeExit['unfinished']): string {
    const inTime = this.#inTime ?? this.#lineCount;
    const answers = this.#lines.map(bodyAndDest);
    for (const [index, answer] of answers.entries()) {
      if (answer?.type !== 'init_ok') {
        continue;
      }
      if (answer.dest !== this.#client) {
        return `its init_ok went to ${quoted(answer.dest)}, but init came from ${quoted(this.#client)}.`;
      }
      if (answer.inReplyTo === undefined) {
        return 'its init_ok has no in_reply_to. It must be the msg_id of the request, here 1.';
      }
      if (answer.inReplyTo !== 1) {
        return `its init_ok has in_reply_to ${quoted(answer.inReplyTo)}. It must be the msg_id of the request, here 1.`;
      }
      if (index >= inTime) {
        return (
          'its answer came only after that, when its stdin had ended. ' +
          'Read stdin line by line, and flush stdout after each line.'
        );
      }
    }
    if (unfinished) {
      return `${unfinishedText(unfinished)}. Flush stdout, and end each line with \\n.`;
    }
    if (inTime === 0) {
      return 'it printed nothing to stdout. It must read lines from stdin, and answer init with init_ok.';
    }
    const lines = inTime === 1 ? 'it printed one line, which does' : `it printed ${inTime} lines, which do`;
    return `${lines} not answer it. The first: ${printable(this.#lines[0] as string)}`;
  }
}

/** Why a node that printed what the network can't take before it answered `init` was given up. */
export function mutedAtStart(line: string, reason: string): string {
  return `was muted before it answered init: ${reason}.${logAdvice(line)} The line: ${printable(line)}`;
}

/** Why an answer to `init` is none. */
export function refusedInit(body: { readonly [field: string]: unknown }): string {
  return body.type === 'error'
    ? `answered init with error ${quoted(body.code)}: ${quoted(body.text)}. It must answer init_ok.`
    : `answered init with a message of type ${quoted(body.type)}. It must be init_ok.`;
}

function unfinishedText({ bytes, start }: NonNullable<NodeExit['unfinished']>): string {
  return `it printed ${bytes} bytes and no newline (${printable(start, 100)})`;
}

function quoted(value: unknown): string {
  return printable(JSON.stringify(value) ?? 'nothing', 200);
}

function bodyAndDest(line: string): { dest: unknown; type: unknown; inReplyTo: unknown } | undefined {
  try {
    const { dest, body } = JSON.parse(line);
    return { dest, type: body.type, inReplyTo: body.in_reply_to };
  } catch {
    return undefined;
  }
}
