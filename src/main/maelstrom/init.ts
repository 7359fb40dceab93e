import { Errors, type ReplyError } from '../../shared/errors.ts';
import { encodeError } from '../../shared/wire/codec.ts';
import type { Body, Message } from '../../shared/wire/message.ts';

/** What `init` tells a node. */
export interface Identity {
  readonly nodeId: string;
  /** All nodes of the cluster. */
  readonly nodeIds: readonly string[];
}

/** What a node's `init` came to: the identity that it has now, or why it has none of it. */
export type InitResult = Identity | ReplyError;

/** Reads an `init`; `known` is what an earlier one said. */
export function readInit(body: Body, known: Identity | undefined): InitResult {
  const { node_id: nodeId, node_ids: nodeIds } = body;
  if (typeof nodeId !== 'string' || nodeId === '') {
    return Errors.malformed('init needs a node_id, a string');
  }
  if (!Array.isArray(nodeIds) || !nodeIds.every((id) => typeof id === 'string')) {
    return Errors.malformed('init needs node_ids, an array of strings');
  }
  if (nodeIds.length > nodesMax) {
    return Errors.malformed(`node_ids has ${nodeIds.length} ids; the most that this node takes is ${nodesMax}`);
  }
  for (const id of [nodeId, ...nodeIds] as string[]) {
    if (Buffer.byteLength(JSON.stringify(id)) > idBytesMax) {
      return Errors.malformed(`a node id is longer than ${idBytesMax} bytes, the most that this node takes`);
    }
  }
  if (known === undefined) {
    return { nodeId, nodeIds: nodeIds as string[] };
  }
  if (known.nodeId !== nodeId) {
    return Errors.otherNodeId(known.nodeId);
  }
  return isSameSet(known.nodeIds, nodeIds as string[]) ? known : Errors.otherNodeIds;
}

/** The line that answers an `init`; undefined when there is nobody to answer as. */
export function encodeInitReply(message: Message, result: InitResult, known: Identity | undefined): string | undefined {
  const dest = JSON.stringify(message.src);
  const msgId = message.body.msg_id as number;
  if ('nodeId' in result) {
    const body = `{"type":"init_ok","in_reply_to":${msgId}}`;
    return `{"src":${JSON.stringify(result.nodeId)},"dest":${dest},"body":${body}}\n`;
  }
  const self = known?.nodeId ?? message.dest;
  return typeof self === 'string' && self !== '' ? encodeError(JSON.stringify(self), dest, msgId, result) : undefined;
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  const inA = new Set(a);
  return inA.size === new Set(b).size && b.every((id) => inA.has(id));
}

/** The longest node id taken, in bytes of JSON: every reply holds this node's. */
export const idBytesMax = 256;
/** The largest cluster: a refresh takes a message for each node. */
export const nodesMax = 1_024;
