/**
 * The plain way to decode a chunk: split it, parse every line, build every answer as an object. The
 * result is counted as our own decoder's is.
 */
export function decodeWithJsonParse(chunk: Buffer): {
  readonly adds: number;
  readonly sum: number;
  readonly reads: number;
  readonly replies: number;
  readonly answerBytes: number;
} {
  const acks: string[] = [];
  const reads: string[] = [];
  const replies: unknown[] = [];
  let sum = 0;
  for (const text of chunk.toString('utf8').split('\n')) {
    if (text === '') {
      continue;
    }
    const { src, dest, body } = JSON.parse(text);
    if (body.in_reply_to !== undefined) {
      replies.push(body);
    } else if (body.type === 'add') {
      sum += body.delta;
      acks.push(`${JSON.stringify({ src: dest, dest: src, body: { type: 'add_ok', in_reply_to: body.msg_id } })}\n`);
    } else if (body.type === 'read') {
      reads.push(src);
    }
  }
  const answers = Buffer.from(acks.join(''));
  return { adds: acks.length, sum, reads: reads.length, replies: replies.length, answerBytes: answers.length };
}
