#!/usr/bin/env node
// A small correct counter node for the tests of the workbench: a key per node in seq-kv, a unique
// write before each read. It has none of the care of the real one. TINY_NODE=crash makes it exit 3
// at its first add, stay: outlive its stdin, wrong: answer adds and echoes wrongly, loose: print what
// only Maelstrom takes for a message.
import { createInterface } from 'node:readline';

let id = '';
let peers = [];
let total = 0;
let lastMsgId = Date.now() * 1_000;
const waiting = new Map();

process.stderr.write(`pid ${process.pid}\n`);

const lineEnd = process.env.TINY_NODE === 'loose' ? ' // sent\r' : '\n';
const print = (dest, body) => process.stdout.write(`${JSON.stringify({ src: id, dest, body })}${lineEnd}`);

const store = (body) =>
  new Promise((resolve) => {
    lastMsgId += 1;
    waiting.set(lastMsgId, resolve);
    print('seq-kv', { ...body, msg_id: lastMsgId });
  });

async function sum() {
  await store({ type: 'write', key: `${id}.barrier`, value: lastMsgId });
  let others = 0;
  for (const peer of peers) {
    const { value = 0 } = await store({ type: 'read', key: peer });
    others += value;
  }
  return total + others;
}

async function serve({ src, body }) {
  const reply = (fields) => print(src, { ...fields, in_reply_to: body.msg_id });
  switch (body.type) {
    case 'init':
      id = body.node_id;
      peers = body.node_ids.filter((peer) => peer !== id);
      reply({ type: 'init_ok' });
      break;
    case 'add':
      if (process.env.TINY_NODE === 'crash') {
        process.stderr.write('this add is too much\n');
        process.exit(3);
      }
      total += body.delta;
      await store({ type: 'write', key: id, value: total });
      reply({ type: 'add_ok', ...(process.env.TINY_NODE === 'wrong' && { delta: body.delta }) });
      break;
    case 'read':
      reply({ type: 'read_ok', value: await sum() });
      break;
    case 'echo':
      reply({ type: 'echo_ok', echo: process.env.TINY_NODE === 'wrong' ? 'what?' : body.echo });
      break;
    default:
      waiting.get(body.in_reply_to)?.(body);
      waiting.delete(body.in_reply_to);
  }
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => serve(JSON.parse(line)));
lines.on('close', () => {
  if (process.env.TINY_NODE === 'stay') {
    setInterval(() => {}, 1_000);
  } else {
    process.exit(0);
  }
});
