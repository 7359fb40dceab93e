/**
 * The least that a counter node can do: it answers everything at once and remembers only what it
 * received itself. It stores nothing, so its reads miss what other nodes received. It shows what
 * the workbench can take.
 */

let rest = '';
let total = 0;

process.stdin.on('data', (bytes: Buffer) => {
  const lines = (rest + bytes.toString('latin1')).split('\n');
  rest = lines.pop()!;
  let out = '';
  for (const line of lines) {
    const { src, dest, body } = JSON.parse(line);
    if (body.type === 'add') {
      total += body.delta;
    }
    const value = body.type === 'read' ? `,"value":${total}` : '';
    out += `{"src":"${dest}","dest":"${src}","body":{"type":"${body.type}_ok"${value},"in_reply_to":${body.msg_id}}}\n`;
  }
  process.stdout.write(out);
});
