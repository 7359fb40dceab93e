/**
 * The body of a Maelstrom message: a `type`, ids that link a reply to its request, and the type's
 * own fields.
 */
export interface Body {
  readonly type: string;
  readonly msg_id?: number;
  readonly in_reply_to?: number;
  readonly [field: string]: unknown;
}

/**
 * One protocol line: who sent it, to whom, and what. `id` is added by Maelstrom's network to what
 * it delivers.
 */
export interface Message {
  readonly id?: number;
  readonly src: string;
  readonly dest: string;
  readonly body: Body;
}
