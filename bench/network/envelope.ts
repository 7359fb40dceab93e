import type { ServiceRequest } from '../services/service.ts';

/** A message on its way: what the network knows of it besides its text. */
export interface Envelope {
  /** Counted from 0 over all messages of a run; a duplicate has the id of its original. */
  readonly id: number;
  readonly src: string;
  readonly dest: string;
  /** When it is due at its destination, on the environment's clock. */
  readonly deadlineMs: number;
  /** Order of arrival in the queue, which decides between equal deadlines. */
  readonly order: number;
  /**
   * The body as it was parsed; undefined where only the text is known, which is so for what a
   * client sends.
   */
  readonly body: ServiceRequest['body'] | undefined;
  /**
   * The body as JSON; empty where only the parsed form is needed, which is so for what goes to a
   * service.
   */
  readonly bodyText: string;
}

/**
 * Orders messages by deadline, then as they came, so that a constant latency keeps the order of a
 * link: below 0 when `left` comes first.
 */
export function byDeadline(left: Envelope, right: Envelope): number {
  return left.deadlineMs - right.deadlineMs || left.order - right.order;
}

/** The line a node is given for a message, in Maelstrom's form and with its line end. */
export function deliveredLine(envelope: Envelope): string {
  return `{"id":${envelope.id},"src":"${envelope.src}","dest":"${envelope.dest}","body":${envelope.bodyText}}\n`;
}
