import { describe, expect, test } from 'vitest';
import { noCounts } from '../../../bench/run.ts';
import { wire } from './wired.ts';

const constant = (meanMs: number) => ({ distribution: 'constant', meanMs }) as const;

describe('delivery', () => {
  test('a client and a node talk in lines of the form that Maelstrom has, each with an id of its own', () => {
    const { time, network, node, says } = wire(['n0']);
    const replies: unknown[] = [];
    const client = network.addClient((body) => replies.push(body));
    network.sendFromClient(client, 'n0', '{"delta":1,"type":"add","msg_id":1}');
    network.sendFromClient(client, 'n0', '{"type":"read","msg_id":2}');
    expect(node('n0').writes).toEqual([]);
    time.pass(0);
    expect(node('n0').writes).toEqual([
      '{"id":0,"src":"c0","dest":"n0","body":{"delta":1,"type":"add","msg_id":1}}\n' +
        '{"id":1,"src":"c0","dest":"n0","body":{"type":"read","msg_id":2}}\n',
    ]);
    says('n0', 'c0', { type: 'add_ok', in_reply_to: 1 });
    expect(replies).toEqual([{ type: 'add_ok', in_reply_to: 1 }]);
  });

  test('client ids are never used again', () => {
    const { network } = wire(['n0']);
    const first = network.addClient(() => {});
    network.removeClient(first);
    expect([first, network.addClient(() => {})]).toEqual(['c0', 'c1']);
  });

  test('a service answers, each way taking the latency', () => {
    const { time, says, node, got } = wire(['n0'], constant(30));
    says('n0', 'seq-kv', { type: 'write', key: 'x', value: 1, msg_id: 7 });
    // 30 ms are slept as 29: a little of them has passed when the thread looks, and it cuts off.
    time.pass(57);
    expect(got('n0')).toEqual([]);
    time.pass(1);
    expect(got('n0')).toEqual([{ type: 'write_ok', in_reply_to: 7 }]);
    expect(node('n0').lines[0]?.message.src).toBe('seq-kv');
  });

  test('a message to itself and one to a peer take the latency too, one of a client does not', () => {
    const { time, network, says, node } = wire(['n0', 'n1'], constant(30));
    const client = network.addClient(() => {});
    says('n0', 'n0', { type: 'self' });
    says('n0', 'n1', { type: 'peer', nested: { 'a b': [1, 'é'] } });
    time.pass(29);
    network.sendFromClient(client, 'n1', '{"type":"read","msg_id":1}');
    time.pass(1);
    expect(node('n0').lines.map(({ atMs }) => atMs)).toEqual([29]);
    expect(node('n1').lines.map(({ atMs, message }) => [atMs, message.body.type])).toEqual([
      [29, 'peer'],
      [29, 'read'],
    ]);
    expect(node('n1').lines[0]?.message.body.nested).toEqual({ 'a b': [1, 'é'] });
  });

  test.each([
    [1, 0],
    [2, 1],
    [2.9, 1],
    [0.9, 0],
  ])('a latency of %d ms takes %d: what there is of a millisecond is cut off, drawn and slept', (meanMs, takenMs) => {
    const { time, says, node } = wire(['n0', 'n1'], constant(meanMs));
    time.pass(0.25);
    says('n0', 'n1', { type: 'peer' });
    time.pass(10);
    expect(node('n1').lines.map(({ atMs }) => atMs)).toEqual([0.25 + takenMs]);
  });

  test('a message that waited for the thread is still slept on for whole milliseconds only', () => {
    const { time, says, node } = wire(['n0', 'n1'], constant(10));
    says('n0', 'n1', { type: 'first' });
    time.pass(2.5);
    says('n0', 'n1', { type: 'second' });
    time.pass(20);
    // The second is due at 12.5, and looked at when the first has been delivered, at 9.
    expect(node('n1').lines.map(({ atMs }) => atMs)).toEqual([9, 12]);
  });

  test('constant latency keeps the order of a link, exponential does not', () => {
    for (const [distribution, isOrdered] of [
      ['constant', true],
      ['exponential', false],
      ['uniform', false],
    ] as const) {
      const { time, says, got } = wire(['n0', 'n1'], { distribution, meanMs: 20 });
      for (let number = 0; number < 50; number += 1) {
        says('n0', 'n1', { type: 'gossip', number });
        time.pass(1);
      }
      time.pass(10_000);
      const numbers = got('n1').map(({ number }) => number as number);
      expect(numbers).toHaveLength(50);
      expect(numbers.every((number, at) => number === at)).toBe(isOrdered);
    }
  });

  test('a message of a client waits behind the delayed one that the thread sleeps on', () => {
    const { time, network, says, node } = wire(['n0', 'n1'], constant(100));
    const client = network.addClient(() => {});
    says('n0', 'n1', { type: 'slow' });
    time.pass(10);
    network.sendFromClient(client, 'n1', '{"type":"read","msg_id":1}');
    time.pass(200);
    // The thread has taken the peer's message from the queue and sleeps on it; the client's was due
    // at once.
    expect(node('n1').lines.map(({ atMs, message }) => [atMs, message.body.type])).toEqual([
      [99, 'slow'],
      [99, 'read'],
    ]);
  });

  test('of those that wait, the nearest deadline comes first', () => {
    const { time, network, says, got } = wire(['n0', 'n1'], constant(100));
    const client = network.addClient(() => {});
    says('n0', 'n1', { type: 'first' });
    time.pass(10);
    says('n0', 'n1', { type: 'third' });
    network.sendFromClient(client, 'n1', '{"type":"second","msg_id":1}');
    time.pass(200);
    expect(got('n1').map(({ type }) => type)).toEqual(['first', 'second', 'third']);
  });

  test('a node in the same process may answer from within the write', () => {
    const { time, network } = wire([]);
    const replies: unknown[] = [];
    const client = network.addClient((body) => {
      replies.push(body.in_reply_to);
      if (replies.length < 100) {
        network.sendFromClient(client, 'n0', `{"type":"read","msg_id":${replies.length + 1}}`);
      }
    });
    network.addNode('n0', {
      write: (lines) => {
        for (const line of lines.trimEnd().split('\n')) {
          const { src, body } = JSON.parse(line);
          const reply = { type: 'read_ok', value: 0, in_reply_to: body.msg_id };
          network.receiveLine('n0', JSON.stringify({ src: 'n0', dest: src, body: reply }));
        }
      },
      muted: () => {},
    });
    network.sendFromClient(client, 'n0', '{"type":"read","msg_id":1}');
    time.passAll();
    expect(replies).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
  });

  test('numbers arrive as they were sent, digit for digit, from node to node and in a stored document', () => {
    const { time, network, node, says } = wire(['n0', 'n1']);
    const document = '{"exact":9007199254740993,"long":[123456789012345678901,{"x":-9007199254740995}],"point":7.0}';
    const says2 = (dest: string, body: string) =>
      network.receiveLine('n0', `{"src":"n0","dest":"${dest}","body":${body}}`);
    says2('n1', `{"type":"peer","msg_id":9007199254740993,"document":${document}}`);
    says2('lin-kv', `{"type":"write","key":"k","value":${document},"msg_id":9007199254740995}`);
    says2('lin-kv', `{"type":"read","key":"k","msg_id":12345678901234567890}`);
    says('n1', 'n0', { type: 'plain', number: 7, fraction: 1.5 });
    time.pass(1);
    const bodies = (id: string) =>
      node(id)
        .writes.join('')
        .match(/(?<="body":).*(?=}\n)/g);
    expect(bodies('n1')).toEqual([`{"type":"peer","msg_id":9007199254740993,"document":${document}}`]);
    expect(bodies('n0')).toEqual([
      '{"type":"plain","number":7,"fraction":1.5}',
      '{"type":"write_ok","in_reply_to":9007199254740995}',
      `{"type":"read_ok","value":${document},"in_reply_to":12345678901234567890}`,
    ]);
  });

  test('counts what was sent, with and without clients, and what the services answered', () => {
    const { time, network, says } = wire(['n0', 'n1']);
    const client = network.addClient(() => {});
    network.sendFromClient(client, 'n0', '{"type":"read","msg_id":1}');
    says('n0', 'c0', { type: 'read_ok', value: 0, in_reply_to: 1 });
    says('n0', 'n1', { type: 'gossip' });
    says('n0', 'seq-kv', { type: 'read', key: 'x', msg_id: 1 });
    says('n0', 'seq-kv', { type: 'unknown', msg_id: 2 });
    time.pass(1);
    expect(network.counts).toEqual({
      ...noCounts(),
      sent: 6,
      client: 2,
      clientReceived: 2,
      server: 4,
      serverReceived: 4,
      peer: 1,
      kvRoundTrips: 1,
    });
  });
});

describe('muting', () => {
  const good = { src: 'n0', dest: 'n0', body: { type: 'x' } };
  test.each([
    ['{"src":', 'not JSON'],
    ['hello', 'not JSON'],
    [`${JSON.stringify(good)} tail`, 'text after the JSON value'],
    ['{"src":"n0","dest":"n0","body":{"a":"\t"}}', 'a raw control character in a string'],
    ['', 'a blank line'],
    ['  \r', 'a blank line'],
    [`[${JSON.stringify(good)}]`, 'not a JSON object'],
    ['"text"', 'not a JSON object'],
    ['true', 'not a JSON object'],
    ['7.0', 'not a JSON object'],
    ['7', 'not a JSON object'],
    ['null', 'no src'],
    ['[["src","n0"],["dest","n0"],["body",{}]]', 'an array, not an object'],
    [JSON.stringify({ ...good, extra: 1 }), 'unknown key "extra"'],
    [JSON.stringify({ ...good, src: undefined }), 'no src'],
    [JSON.stringify({ ...good, src: 1 }), 'no src'],
    [JSON.stringify({ ...good, dest: undefined }), 'no dest'],
    [JSON.stringify({ ...good, body: undefined }), 'no body'],
    [JSON.stringify({ ...good, body: [] }), 'no body'],
    [JSON.stringify({ ...good, body: null }), 'no body'],
    [JSON.stringify({ ...good, body: '' }), 'no body'],
    [JSON.stringify({ ...good, body: 'x' }), 'a body'],
    [JSON.stringify({ ...good, body: 7 }), 'a body'],
    ['{"src":"n0","dest":"n0","body":7.0}', 'a body'],
    [JSON.stringify({ ...good, body: false }), 'a body'],
    [JSON.stringify({ ...good, body: [1] }), 'a body'],
    [JSON.stringify({ ...good, id: 'a' }), 'an id'],
    [JSON.stringify({ ...good, id: null }), 'an id'],
    ['{"src":"n0","dest":"n0","body":{},"id":1.0}', 'an id'],
    ['{"src":"n0","dest":"n0","body":{},"id":1e2}', 'an id'],
    ['{"src":"n0","dest":"n0","body":{},"id":9223372036854775808}', 'an id'],
    [JSON.stringify({ ...good, src: 'n9' }), "not the node's own id"],
    [JSON.stringify({ ...good, src: 'n1' }), "not the node's own id"],
    [JSON.stringify({ ...good, dest: 'n9' }), 'dest "n9"'],
    [JSON.stringify({ ...good, dest: 'c9' }), 'dest "c9"'],
    [JSON.stringify({ ...good, dest: '__proto__' }), 'dest "__proto__"'],
  ])('%s mutes: %s', (line, reason) => {
    const { time, network, node, got } = wire(['n0', 'n1']);
    network.receiveLine('n0', line);
    expect(node('n0').muted?.reason).toContain(reason);
    expect(node('n0').muted?.line).toBe(line);
    network.receiveLine('n0', JSON.stringify(good));
    time.pass(1);
    expect(got('n0')).toEqual([]);
    expect(node('n1').muted).toBeUndefined();
    expect(network.counts.sent).toBe(0);
  });

  test.each([
    JSON.stringify({ ...good, id: 5 }),
    ` { "dest" : "n0" , "body" : { "type" : "\\u0078" } , "src" : "n0" } \r`,
    '{"src":"n0","dest":"n0","body":{}}',
    '{"src":"n9","dest":"n0","body":7,"src":"n0","body":{}}',
    '{"src":"n0","dest":"n0","body":{},"id":9007199254740993}',
  ])('%s does not', (line) => {
    const { time, network, node, got } = wire(['n0']);
    network.receiveLine('n0', line);
    time.pass(1);
    expect(node('n0').muted).toBeUndefined();
    expect(got('n0')).toHaveLength(1);
  });

  test('what Maelstrom lets pass says so, and only that', () => {
    const reasonFor = (line: string) => {
      const { network, node } = wire(['n0', 'n1']);
      network.receiveLine('n0', line);
      return node('n0').muted?.reason;
    };
    const lenience = 'Maelstrom would let it pass, and so does --no-strict';
    for (const line of [
      `${JSON.stringify(good)}x`,
      '{"src":"n0","dest":"n0","body":{"a":"\t"}}',
      JSON.stringify({ ...good, body: null }),
      JSON.stringify({ ...good, src: 'n1' }),
    ]) {
      expect(reasonFor(line)).toContain(lenience);
    }
    for (const line of [
      '',
      'x',
      '[1]',
      JSON.stringify({ ...good, body: 7 }),
      JSON.stringify({ ...good, dest: 'n9' }),
    ]) {
      expect(reasonFor(line)).not.toContain(lenience);
    }
  });

  test('a reply to a client that has gone mutes', () => {
    const { network, node, says } = wire(['n0']);
    const client = network.addClient(() => {
      throw new Error('it has gone');
    });
    network.removeClient(client);
    says('n0', client, { type: 'add_ok', in_reply_to: 1 });
    expect(node('n0').muted?.reason).toContain('no longer');
  });

  test('only the first bad line is told, and of a huge one only the beginning', () => {
    const { network, node } = wire(['n0']);
    network.receiveLine('n0', 'x'.repeat(100_000));
    network.receiveLine('n0', 'second');
    expect(node('n0').muted?.line).toMatch(/^x{2000}…$/);
  });

  test('a muted node still gets messages', () => {
    const { time, network, says, got } = wire(['n0', 'n1']);
    network.receiveLine('n1', 'bad');
    says('n0', 'n1', { type: 'gossip' });
    time.pass(1);
    expect(got('n1')).toHaveLength(1);
  });
});

describe('not strict, as Maelstrom is', () => {
  const lax = (...nodes: string[]) => wire(nodes, constant(10), { strict: false });

  test.each([
    ['{"src":"n0","dest":"n1"}', '{}'],
    ['{"src":"n0","dest":"n1","body":null}', '{}'],
    ['{"src":"n0","dest":"n1","body":""}', '{}'],
    ['{"src":"n0","dest":"n1","body":[]}', '{}'],
    [
      '{"src":"n0","dest":"n1","body":[["type","x"],["a",[1.0]],["b"],null]}',
      '{"type":"x","a":[1.0],"b":null,"":null}',
    ],
    ['[["src","n0"],["dest","n1"],["body",{"a":1}]]', '{"a":1}'],
    ['{"src":"n0","dest":"n1","body":{"a":1}} tail', '{"a":1}'],
    ['{"src":"n0","dest":"n1","body":{"a":1}}}', '{"a":1}'],
    ['{"src":"n0","dest":"n1","body":{"a":"\t\u0000"}}', '{"a":"\\t\\u0000"}'],
  ])('%j arrives with the body %s', (line, body) => {
    const { time, network, node } = lax('n0', 'n1');
    network.receiveLine('n0', line);
    time.pass(10);
    expect(node('n0').muted).toBeUndefined();
    expect(node('n1').writes).toEqual([`{"id":0,"src":"n0","dest":"n1","body":${body}}\n`]);
  });

  test.each(['seq-kv', 'lin-kv', 'lww-kv', 'lin-tso'])(
    '%s does not answer what has no body, a client reads past it',
    (dest) => {
      const { time, network, node, got } = lax('n0');
      const client = network.addClient((body) => expect(body).toEqual({}));
      network.receiveLine('n0', `{"src":"n0","dest":"${dest}"}`);
      network.receiveLine('n0', `{"src":"n0","dest":"${client}","body":[]}`);
      time.pass(100);
      expect(node('n0').muted).toBeUndefined();
      expect(got('n0')).toEqual([]);
    },
  );

  test('a message under the id of another node comes from that one: its answer goes there', () => {
    const { time, network, got, node } = lax('n0', 'n1', 'n2');
    const send = (message: object) => network.receiveLine('n0', JSON.stringify(message));
    network.faults.grudge = new Map([['n2', new Set(['n0'])]]);
    send({ src: 'n1', dest: 'lin-tso', body: { type: 'ts', msg_id: 1 } });
    send({ src: 'n1', dest: 'n2', body: { type: 'gossip' } });
    send({ src: 'seq-kv', dest: 'n2', body: { type: 'forged' } });
    time.pass(100);
    expect(node('n0').muted).toBeUndefined();
    expect(got('n1')).toEqual([{ type: 'ts_ok', ts: 0, in_reply_to: 1 }]);
    expect(got('n2').map(({ type }) => type)).toEqual(['gossip', 'forged']);
    expect(node('n2').lines[0]?.message.src).toBe('n1');
  });

  test('one under the id of a client has no latency and counts as its own, and gone clients have no id', () => {
    const { time, network, node, got } = lax('n0', 'n1');
    const heard: unknown[] = [];
    const client = network.addClient((body) => heard.push(body));
    network.receiveLine('n0', `{"src":"${client}","dest":"n1","body":{"type":"read","msg_id":1}}`);
    network.receiveLine('n0', `{"src":"${client}","dest":"lin-tso","body":{"type":"ts","msg_id":1}}`);
    time.pass(0);
    expect(got('n1')).toHaveLength(1);
    expect(heard).toEqual([{ type: 'ts_ok', ts: 0, in_reply_to: 1 }]);
    expect([network.counts.client, network.counts.server]).toEqual([3, 0]);
    // A service whose client has gone has nobody to answer.
    network.receiveLine('n0', `{"src":"${client}","dest":"lin-tso","body":{"type":"ts","msg_id":2}}`);
    network.removeClient(client);
    time.pass(1);
    expect(node('n0').muted).toBeUndefined();
    network.receiveLine('n0', `{"src":"${client}","dest":"n1","body":{}}`);
    expect(node('n0').muted?.reason).toBe('src "c0" is not on the network, or no longer');
  });

  test.each([
    '',
    '7',
    'null',
    '{"src":"n0","dest":"n9","body":{}}',
    '{"src":"n9","dest":"n0","body":{}}',
    '{"src":"n0","dest":"n0","body":7}',
    '{"src":"n0","dest":"n0","body":true}',
    '{"src":"n0","dest":"n0","body":[1]}',
    '{"src":"n0","dest":"n0","body":{},"id":1.0}',
    '{"src":"n0","dest":"n0","body":{}',
  ])('%j mutes all the same', (line) => {
    const { network, node } = lax('n0');
    network.receiveLine('n0', line);
    expect(node('n0').muted?.reason).toBeDefined();
  });
});

test('once the network is closed, nothing that a node prints is heard or judged', () => {
  const { time, network, says, node, got } = wire(['n0', 'n1']);
  const client = network.addClient(() => {
    throw new Error('the test is over');
  });
  network.close();
  says('n0', client, { type: 'add_ok', in_reply_to: 1 });
  says('n0', 'n1', { type: 'gossip' });
  says('n0', 'seq-kv', { type: 'read', key: 'x', msg_id: 1 });
  network.receiveLine('n0', 'bad');
  network.mute('n0', 'xxxx', 'a line longer than the workbench takes');
  time.pass(10);
  expect(node('n0').muted).toBeUndefined();
  expect([got('n0'), got('n1'), network.counts.sent]).toEqual([[], [], 0]);
});

describe('faults', () => {
  test('a partition is looked at on receipt, one way, and never touches services and clients', () => {
    const { time, network, says, got } = wire(['n0', 'n1'], constant(10));
    const client = network.addClient(() => {});
    says('n0', 'n1', { type: 'a' });
    says('n1', 'n0', { type: 'b' });
    says('n1', 'seq-kv', { type: 'write', key: 'x', value: 1, msg_id: 1 });
    network.faults.grudge = new Map([['n1', new Set(['n0', 'seq-kv-like', 'c0'])]]);
    network.sendFromClient(client, 'n0', '{"type":"read","msg_id":1}');
    time.pass(5);
    says('n0', 'n1', { type: 'c' });
    time.pass(100);
    expect(got('n0').map(({ type }) => type)).toContain('b');
    expect(got('n1').map(({ type }) => type)).toEqual(['write_ok']);
    expect(network.counts).toMatchObject({ dropped: 2, cut: 2, isolated: 0, lost: 0, peer: 3 });
    network.faults.grudge = new Map();
    says('n0', 'n1', { type: 'd' });
    time.pass(100);
    expect(got('n1').at(-1)).toEqual({ type: 'd' });
  });

  test('a message the thread already sleeps on arrives in spite of a later cut, one still queued does not', () => {
    const { time, network, says, got } = wire(['n0', 'n1'], constant(10));
    says('n0', 'n1', { type: 'taken' });
    says('n0', 'n1', { type: 'queued' });
    time.pass(1);
    network.faults.grudge = new Map([['n1', new Set(['n0'])]]);
    time.pass(100);
    expect(got('n1').map(({ type }) => type)).toEqual(['taken']);
  });

  test('isolate-kv cuts nodes from services both ways, not from peers and clients', () => {
    const { time, network, says, got } = wire(['n0', 'n1'], constant(10));
    const client = network.addClient(() => {});
    says('n0', 'seq-kv', { type: 'write', key: 'x', value: 1, msg_id: 1 });
    time.pass(15);
    // The write was served, its reply is on the way.
    network.faults.isolated = new Set(['n0']);
    says('n0', 'lin-kv', { type: 'write', key: 'x', value: 1, msg_id: 2 });
    says('n0', 'n1', { type: 'peer' });
    says('n1', 'seq-kv', { type: 'read', key: 'x', msg_id: 1 });
    network.sendFromClient(client, 'n0', '{"type":"client","msg_id":1}');
    time.pass(100);
    expect(network.counts.kvRoundTrips).toBe(2);
    expect(got('n0').map(({ type }) => type)).toEqual(['write_ok', 'client']);
    expect(
      got('n1')
        .map(({ type }) => type)
        .sort(),
    ).toEqual(['peer', 'read_ok']);
    says('n0', 'seq-kv', { type: 'read', key: 'x', msg_id: 3 });
    time.pass(100);
    expect(got('n0')).toHaveLength(2);
    expect(network.counts).toMatchObject({ dropped: 2, cut: 0, isolated: 2, lost: 0 });
  });

  test('isolate-kv cuts replies too: one that is still queued when the cut comes does not arrive', () => {
    const { time, network, says, got } = wire(['n0'], constant(10));
    says('n0', 'seq-kv', { type: 'write', key: 'x', value: 1, msg_id: 1 });
    says('n0', 'seq-kv', { type: 'write', key: 'x', value: 2, msg_id: 2 });
    time.pass(15);
    network.faults.isolated = new Set(['n0']);
    time.pass(100);
    expect(network.counts.kvRoundTrips).toBe(2);
    // The thread slept on the first already.
    expect(got('n0')).toEqual([{ type: 'write_ok', in_reply_to: 1 }]);
    expect(network.counts.dropped).toBe(1);
  });

  test('loss and duplication strike messages with services, both ways, and no others', () => {
    const run = (loss: number, duplicate: number) => {
      const { time, network, says, got } = wire(['n0', 'n1'], constant(1));
      const client = network.addClient(() => {});
      Object.assign(network.faults, { loss, duplicate });
      for (let round = 0; round < 500; round += 1) {
        says('n0', 'seq-kv', { type: 'write', key: 'x', value: round, msg_id: round });
        says('n0', 'n1', { type: 'peer' });
        network.sendFromClient(client, 'n1', '{"type":"client","msg_id":1}');
      }
      time.passAll();
      return {
        served: network.counts.kvRoundTrips,
        answers: got('n0').length,
        others: got('n1').length,
        ...network.counts,
      };
    };
    const lossy = run(0.5, 0);
    expect(lossy.others).toBe(1_000);
    expect(lossy.served).toBeGreaterThan(200);
    expect(lossy.served).toBeLessThan(300);
    expect(lossy.answers).toBeGreaterThan(80);
    expect(lossy.answers).toBeLessThan(170);
    expect(lossy.dropped).toBe(500 - lossy.answers);
    expect(lossy).toMatchObject({ lost: lossy.dropped, cut: 0, isolated: 0, delayed: 0, duplicated: 0 });
    expect(lossy.serverReceived).toBe(lossy.server - lossy.lost);
    const double = run(0, 0.5);
    expect(double.others).toBe(1_000);
    expect(double.served).toBeGreaterThan(700);
    expect(double.served).toBeLessThan(800);
    expect(double.answers).toBeGreaterThan(double.served * 1.4);
    expect(double.duplicated).toBe(double.answers - 500);
    expect(double.serverReceived).toBe(double.server + double.duplicated);
  });

  test('reorder lets messages overtake each other though the latency is constant', () => {
    const { time, network, says, got } = wire(['n0'], constant(1));
    Object.assign(network.faults, { reorder: 0.5, reorderMaxMs: 100 });
    for (let round = 0; round < 100; round += 1) {
      says('n0', 'lin-tso', { type: 'ts', msg_id: round });
      time.pass(1);
    }
    time.passAll();
    const order = got('n0').map((body) => body.in_reply_to as number);
    expect(order).not.toEqual(order.toSorted((left, right) => left - right));
    expect(new Set(order).size).toBe(100);
    expect(network.counts.delayed).toBeGreaterThan(70);
    expect(network.counts.delayed).toBeLessThan(130);
  });
});

describe('a node that is down', () => {
  test('gets nothing when it is killed; ten messages are kept and further ones dropped', () => {
    const { time, network, link, says, got } = wire(['n0', 'n1']);
    network.nodeKilled('n1');
    for (let number = 0; number < 15; number += 1) {
      says('n0', 'n1', { type: 'gossip', number });
    }
    time.pass(1_000);
    expect(got('n1')).toEqual([]);
    expect(network.counts).toMatchObject({ dropped: 5, held: 15, cut: 0, lost: 0 });
    network.nodeRestarted('n1', link('n1'));
    network.releaseBacklog('n1');
    time.pass(1);
    expect(got('n1').map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    says('n0', 'n1', { type: 'gossip' });
    expect(network.counts.held).toBe(15);
  });

  test('finds in its pipe, after a pause, what fits one, and then ten more messages', () => {
    const { time, network, says, got } = wire(['n0', 'n1']);
    network.nodePaused('n1');
    // 10 of these fill a pipe.
    const padding = 'x'.repeat(6_500);
    for (let number = 0; number < 25; number += 1) {
      says('n0', 'n1', { type: 'gossip', number, padding });
      time.pass(1);
    }
    expect(got('n1')).toHaveLength(10);
    expect(network.counts.held).toBe(25);
    expect(network.counts.dropped).toBe(5);
    network.nodeResumed('n1');
    time.pass(1);
    expect(got('n1').map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, number) => number));
    says('n0', 'n1', { type: 'gossip', number: 99 });
    time.pass(1);
    expect(got('n1')).toHaveLength(21);
  });

  test('after a restart gets new messages first, and the backlog when it is ready for it', () => {
    const { time, network, link, says, got, node } = wire(['n0', 'n1']);
    const departed = network.addClient(() => {});
    says('n1', 'seq-kv', { type: 'write', key: 'x', value: 1, msg_id: 8 });
    network.nodeKilled('n1');
    network.sendFromClient(departed, 'n1', '{"type":"add","delta":1,"msg_id":1}');
    time.pass(10);
    network.removeClient(departed);
    network.receiveLine('n1', 'its last words, in half');
    expect(node('n1').muted).toBeDefined();
    network.nodeRestarted('n1', link('n1'));
    says('n0', 'n1', { type: 'new' });
    time.pass(10);
    expect(got('n1').map(({ type }) => type)).toEqual(['new']);
    network.releaseBacklog('n1');
    time.pass(10);
    // The reply meant for the earlier life, and the request of a client that is no longer there.
    expect(got('n1').map(({ type }) => type)).toEqual(['new', 'add', 'write_ok']);
    // A fresh process has a fresh reader.
    says('n1', 'n0', { type: 'heard' });
    time.pass(10);
    expect(got('n0')).toEqual([{ type: 'heard' }]);
  });

  test.each([
    ['before-init', ['add', 'write_ok', 'new']],
    ['drop', ['new']],
  ] as const)('or with %s what waited comes otherwise', (restartQueue, expected) => {
    const { time, network, link, says, got } = wire(['n0', 'n1'], undefined, { restartQueue });
    const client = network.addClient(() => {});
    says('n1', 'seq-kv', { type: 'write', key: 'x', value: 1, msg_id: 8 });
    network.nodeKilled('n1');
    network.sendFromClient(client, 'n1', '{"type":"add","delta":1,"msg_id":1}');
    time.pass(10);
    network.nodeRestarted('n1', link('n1'));
    says('n0', 'n1', { type: 'new' });
    time.pass(10);
    network.releaseBacklog('n1');
    time.pass(10);
    expect(got('n1').map(({ type }) => type)).toEqual(expected);
  });
});
