import { atSeconds } from '../checkers/operation-text.ts';
import type { Operation } from '../run.ts';
import type { MessageEvent, Trace } from './trace.ts';

/** Where the request of an operation without an answer was last seen, in a sentence. */
export function lastSeen({ events }: Trace, { client, node, completedMs }: Operation): string {
  const messages = events.filter((event): event is MessageEvent => event.kind === 'send' || event.kind === 'receive');
  const request = messages.findLast(({ kind, src, dest }) => kind === 'send' && src === client && dest === node);
  const arrival = messages.find(({ kind, id }) => kind === 'receive' && id === request?.id);
  if (request === undefined || arrival === undefined) {
    return `Its request never reached ${node}.`;
  }
  const arrived = `Its request reached ${node} at ${atSeconds(arrival.atMs)}`;
  const sent = messages.findLast(
    ({ kind, src, atMs }) => kind === 'send' && src === node && atMs >= arrival.atMs && atMs <= completedMs,
  );
  if (sent === undefined) {
    return `${arrived}, which sent nothing from then on.`;
  }
  const { dest, body, atMs } = sent;
  const isAnswered = messages.some(
    (each) => each.kind === 'receive' && each.dest === node && each.body.in_reply_to === body.msg_id,
  );
  const answer = body.msg_id === undefined || isAnswered ? '' : ', which was never answered';
  return `${arrived}; the last that ${node} sent was ${String(body.type)} to ${dest} at ${atSeconds(atMs)}${answer}.`;
}
