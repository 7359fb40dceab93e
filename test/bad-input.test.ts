import { describe, expect, test } from 'vitest';
import { lineBytesMax } from '../src/shared/wire/codec.ts';
import { NodeUnderTest } from './node-under-test.ts';

/** Runs one line between two good adds; both must be acknowledged and nothing else counted. */
function between(line: string | Buffer) {
  const sut = new NodeUnderTest().init();
  sut.add('c1', 1, 1);
  sut.node.receive(Buffer.concat([Buffer.from(line), Buffer.from('\n')]));
  sut.add('c1', 2, 10);
  sut.time.pass(1_000);
  expect(sut.replyTo('c1', 1)).toMatchObject({ type: 'add_ok' });
  expect(sut.replyTo('c1', 2)).toMatchObject({ type: 'add_ok' });
  return sut;
}

describe('lines that are no message are counted, logged and skipped', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const cases: [string, string | Buffer, string][] = [
    ['not JSON', 'hello', 'not JSON'],
    ['cut JSON', '{"src":"c1","dest":"n0","body":{"type":"add"', 'not JSON'],
    ['a NUL byte', '{"src":"c1",\u0000"body":{}}', 'not JSON'],
    ['blank', '', 'blank line'],
    ['spaces and CR', '  \t\r', 'blank line'],
    ['an array', '[1,2]', 'not an object'],
    ['a number', '7', 'not an object'],
    ['null', 'null', 'not an object'],
    ['nesting too deep for anything', deep, 'not an object'],
    ['no body', '{"src":"c1","dest":"n0"}', 'no body'],
    ['body null', '{"src":"c1","dest":"n0","body":null}', 'no body'],
    ['body an array', '{"src":"c1","dest":"n0","body":[]}', 'no body'],
    ['no src', '{"dest":"n0","body":{"type":"add","delta":5,"msg_id":7}}', 'no src'],
    ['src a number', '{"src":3,"dest":"n0","body":{"type":"add","delta":5,"msg_id":7}}', 'no src'],
    ['no msg_id', '{"src":"c9","dest":"n0","body":{"type":"add","delta":5}}', 'no msg_id'],
    ['msg_id a string', '{"src":"c9","dest":"n0","body":{"type":"add","delta":5,"msg_id":"7"}}', 'no msg_id'],
    ['msg_id too large to keep', '{"src":"c9","body":{"type":"add","delta":5,"msg_id":9007199254740993}}', 'no msg_id'],
    ['no type and no msg_id', '{"src":"c9","dest":"n0","body":{}}', 'no type'],
    [
      'not UTF-8',
      Buffer.from('{"src":"c\xff","dest":"n0","body":{"type":"add","delta":5,"msg_id":7}}', 'latin1'),
      'not UTF-8',
    ],
    ['too long', `{"src":"c9","x":"${'x'.repeat(lineBytesMax)}"}`, 'line too long'],
  ];
  test.each(cases)('%s', (_, line, reason) => {
    const sut = between(line);
    expect(sut.counters.skipped).toEqual({ [reason]: 1 });
    expect(sut.logged).toEqual([`skipped: ${reason}`]);
    expect(sut.replies).toHaveLength(3);
    expect(sut.store.totalOf('n0')).toBe(11);
  });
});

describe('requests that cannot be served get a definite error and are not counted', () => {
  const add = (delta: string) => `{"src":"c9","dest":"n0","body":{"type":"add","msg_id":7${delta}}}`;
  const cases: [string, string, number][] = [
    ['unknown type', '{"src":"c9","dest":"n0","body":{"type":"broadcast","msg_id":7}}', 10],
    ['no type', '{"src":"c9","dest":"n0","body":{"msg_id":7}}', 12],
    ['type a number', '{"src":"c9","dest":"n0","body":{"type":1,"msg_id":7}}', 12],
    ['delta missing', add(''), 12],
    ['delta null', add(',"delta":null'), 12],
    ['delta negative', add(',"delta":-1'), 12],
    ['delta fractional', add(',"delta":1.5'), 12],
    ['delta a string', add(',"delta":"1"'), 12],
    ['delta above the bound', add(',"delta":9007199254740992'), 12],
    ['delta infinite', add(',"delta":1e400'), 12],
    ['delta deeply nested', add(`,"delta":${'['.repeat(9_000)}${']'.repeat(9_000)}`), 12],
  ];
  test.each(cases)('%s', (_, line, code) => {
    const sut = between(line);
    expect(sut.replyTo('c9', 7)).toMatchObject({ type: 'error', code });
    expect(Object.keys(sut.replyTo('c9', 7)!).sort()).toEqual(['code', 'in_reply_to', 'text', 'type']);
    expect(sut.store.totalOf('n0')).toBe(11);
  });
});

describe('any JSON with the meaning of a message is served', () => {
  const cases: [string, string][] = [
    ['other key order', '{"body":{"msg_id":7,"delta":5,"type":"add"},"dest":"n0","src":"c9"}'],
    ['spaces', ' { "src" : "c9" ,\t"dest":"n0", "body" : { "type" : "add", "delta" : 5 , "msg_id" : 7 } } '],
    ['CRLF', '{"src":"c9","dest":"n0","body":{"type":"add","delta":5,"msg_id":7}}\r'],
    ['escapes', '{"\\u0073rc":"\\u00639","dest":"n0","body":{"type":"\\u0061dd","delta":5,"msg_id":7}}'],
    [
      'unknown keys',
      '{"id":3,"x":[{}],"src":"c9","dest":"n0","body":{"y":{"z":1},"type":"add","delta":5,"msg_id":7,"q":"add"}}',
    ],
    [
      'duplicate keys: the last counts',
      '{"src":"zz","src":"c9","dest":"n0","body":{"delta":1,"type":"read","type":"add","delta":5,"msg_id":7}}',
    ],
    ['a whole number written otherwise', '{"src":"c9","dest":"n0","body":{"type":"add","delta":0.5e1,"msg_id":7.0}}'],
    ['no dest', '{"src":"c9","body":{"type":"add","delta":5,"msg_id":7}}'],
  ];
  test.each(cases)('%s', (_, line) => {
    const sut = between(line);
    expect(sut.replyTo('c9', 7)).toEqual({ type: 'add_ok', in_reply_to: 7 });
    expect(sut.store.totalOf('n0')).toBe(16);
    expect(sut.counters.skipped).toEqual({});
  });

  test('a chunk edge at every byte position', () => {
    const line = '{"src":"cé€😀","dest":"n0","body":{"type":"add","delta":5,"msg_id":7}}\n';
    const bytes = Buffer.from(line);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const sut = new NodeUnderTest().init();
      sut.node.receive(bytes.subarray(0, cut));
      sut.node.receive(bytes.subarray(cut));
      sut.time.pass(100);
      expect(sut.replyTo('cé€😀', 7)).toEqual({ type: 'add_ok', in_reply_to: 7 });
    }
  });

  test('msg_id 0 and below', () => {
    const sut = new NodeUnderTest().init();
    sut.add('c1', 0, 1);
    sut.add('c1', -3, 1);
    sut.time.pass(100);
    expect(sut.replyTo('c1', 0)).toMatchObject({ type: 'add_ok' });
    expect(sut.replyTo('c1', -3)).toMatchObject({ type: 'add_ok' });
  });
});

describe('init', () => {
  test('requests before it that a network numbered get no answer: they were sent to an earlier life', () => {
    const sut = new NodeUnderTest();
    sut.send({ id: 7, src: 'c1', body: { type: 'add', msg_id: 1, delta: 5 } });
    sut.send({ id: 8, src: 'c1', body: { type: 'read', msg_id: 2 } });
    sut.send({ id: 9, src: 'c1', body: { type: 'nonsense', msg_id: 3 } });
    sut.init(['n0'], { id: 10 });
    sut.time.pass(10_000);
    expect(sut.replies.map(({ dest }) => dest)).toEqual(['c0']);
    expect(sut.counters.skipped).toEqual({ 'before init': 3 });
    expect(sut.logged).toEqual(['skipped: before init']);
    expect(sut.store.requests).toEqual([]);
  });

  test('a flood of anything before it hurts nobody, though workers are wanted', () => {
    const wanted: number[] = [];
    const sut = new NodeUnderTest({}, undefined, 1, 'n0', {
      workers: { ready: 1, room: 1, start: () => {}, decode: (chunk) => wanted.push(chunk.length) },
      offloadPolicy: { offloads: true, onRead: () => true },
    });
    const lines = ['junk', '{"src":"c1","dest":"n0","body":{"type":"add","delta":1,"msg_id":1}}', '[]', '{"src":'];
    sut.node.receive(Buffer.from(lines.map((line) => `${line}\n`.repeat(1_000)).join('')));
    expect(wanted).toEqual([]);
    sut.init();
    sut.add('c1', 2, 1);
    sut.time.pass(100);
    expect(sut.replyTo('c1', 2)).toMatchObject({ type: 'add_ok' });
  });

  test('requests before it without a number get error 11, as the node they were sent to', () => {
    const sut = new NodeUnderTest();
    sut.add('c1', 1, 5);
    sut.read('c1', 2);
    expect(sut.replyTo('c1', 1)).toMatchObject({ type: 'error', code: 11 });
    expect(sut.replyTo('c1', 2)).toMatchObject({ type: 'error', code: 11 });
    expect(sut.replies[0]!.src).toBe('n0');
    sut.init();
    sut.add('c1', 3, 1);
    sut.time.pass(100);
    expect(sut.store.totalOf('n0')).toBe(1);
  });

  test('an add in the same chunk, before and after it', () => {
    const sut = new NodeUnderTest();
    const add = (msgId: number) => `{"src":"c1","dest":"n0","body":{"type":"add","delta":1,"msg_id":${msgId}}}\n`;
    const init = '{"src":"c0","dest":"n0","body":{"type":"init","msg_id":1,"node_id":"n0","node_ids":["n0"]}}\n';
    sut.node.receive(Buffer.from(add(1) + init + add(2)));
    sut.time.pass(100);
    expect(sut.replyTo('c1', 1)).toMatchObject({ code: 11 });
    expect(sut.replyTo('c0', 1)).toEqual({ type: 'init_ok', in_reply_to: 1 });
    expect(sut.replyTo('c1', 2)).toMatchObject({ type: 'add_ok' });
  });

  test('again: the same one is fine, another node_id or other node_ids are refused', () => {
    const sut = new NodeUnderTest().init();
    sut.send({ src: 'c5', body: { type: 'init', msg_id: 2, node_id: 'n0', node_ids: ['n2', 'n1', 'n0'] } });
    sut.send({ src: 'c5', body: { type: 'init', msg_id: 3, node_id: 'n7', node_ids: ['n7'] } });
    sut.send({ src: 'c5', body: { type: 'init', msg_id: 4, node_id: 'n0', node_ids: ['n0', 'n1'] } });
    expect(sut.replyTo('c5', 2)).toMatchObject({ type: 'init_ok' });
    expect(sut.replyTo('c5', 3)).toMatchObject({ type: 'error', code: 12 });
    expect(sut.replyTo('c5', 4)).toMatchObject({ type: 'error', code: 12 });
  });

  test('with ids that are too long, or too many, is refused, and the limit is named', () => {
    const sut = new NodeUnderTest();
    const inits = [
      { node_id: 'x'.repeat(300_000), node_ids: ['n0'] },
      { node_id: 'n0', node_ids: ['n0', 'é'.repeat(128)] },
      { node_id: 'n0', node_ids: Array.from({ length: 1_025 }, (_, i) => `n${i}`) },
    ];
    for (const [i, fields] of inits.entries()) {
      sut.send({ src: 'c5', body: { type: 'init', msg_id: i, ...fields } });
      expect(sut.replyTo('c5', i)).toMatchObject({ type: 'error', code: 12 });
    }
    expect(sut.replies.map(({ body }) => body.text)).toEqual([
      expect.stringContaining('256 bytes'),
      expect.stringContaining('256 bytes'),
      expect.stringContaining('1024'),
    ]);
  });

  test.each([
    { node_ids: ['n0'] },
    { node_id: 5, node_ids: ['n0'] },
    { node_id: 'n0' },
    { node_id: 'n0', node_ids: [1] },
  ])('malformed: %j', (fields) => {
    const sut = new NodeUnderTest();
    sut.send({ src: 'c5', body: { type: 'init', msg_id: 2, ...fields } });
    expect(sut.replyTo('c5', 2)).toMatchObject({ type: 'error', code: 12 });
    sut.init();
    expect(sut.replyTo('c0', 1)).toMatchObject({ type: 'init_ok' });
  });
});

test.each([undefined, '', { a: 1 }, 7])('a bad init sent to %j, which is nobody, is not answered', (dest) => {
  const sut = new NodeUnderTest();
  sut.send({ src: 'c5', dest, body: { type: 'init', msg_id: 2 } });
  expect(sut.replies).toEqual([]);
  expect(sut.counters.skipped).toEqual({ 'no dest': 1 });
});

test('an init that waited for long is answered all the same', () => {
  const sut = new NodeUnderTest();
  sut.time.pass(1_000);
  sut.time.freeze(6_000);
  sut.init();
  expect(sut.replyTo('c0', 1)).toMatchObject({ type: 'init_ok' });
});

describe('replies', () => {
  test('to an unknown msg_id are ignored', () => {
    const sut = between('{"src":"seq-kv","dest":"n0","body":{"type":"read_ok","value":99,"in_reply_to":12345}}');
    expect(sut.counters.kvStrayReplies).toBe(1);
    expect(sut.replies).toHaveLength(3);
  });

  test('from somebody who was not asked are ignored', () => {
    const sut = new NodeUnderTest().init();
    sut.store.script = () => 'hold';
    sut.add('c1', 1, 5);
    const { body } = sut.store.held[0]!;
    sut.send({ src: 'c666', body: { type: 'write_ok', in_reply_to: body.msg_id } });
    expect(sut.counters.kvStrayReplies).toBe(1);
    expect(sut.store.requests).toHaveLength(1);
  });

  test('errors that answer nothing are never answered', () => {
    const sut = between(
      '{"src":"n1","dest":"n0","body":{"type":"error","code":10,"text":"?","msg_id":3,"in_reply_to":null}}',
    );
    expect(sut.replies).toHaveLength(3);
  });

  test.each([['"12"'], ['-1'], ['1.5'], ['null'], ['9007199254740993'], ['{"v":1}'], ['[3]']])(
    'with %s for a total are logged and never adopted',
    (value) => {
      const sut = new NodeUnderTest().init();
      sut.store.setTotal('n1', 7);
      sut.store.setTotal('n2', 1);
      sut.read('c1', 1);
      sut.time.pass(200);
      expect(sut.replyTo('c1', 1)).toMatchObject({ value: 8 });
      sut.store.setTotal('n1', JSON.parse(value));
      sut.read('c1', 2);
      sut.time.pass(4_600);
      expect(sut.replyTo('c1', 2)).toMatchObject({ type: 'error', code: 11 });
      expect(sut.counters.kvBadValues).toBeGreaterThan(0);
      expect(sut.logged).toContain('the store holds a value that this node never stored there');
    },
  );

  test('nested too deep to show, or with a type that is no string, do not hurt', () => {
    const deep = `${'['.repeat(9_000)}${']'.repeat(9_000)}`;
    for (const strategy of ['per-key', 'cas'] as const) {
      for (const make of [
        (id: number) => `"type":"read_ok","value":${deep},"in_reply_to":${id}`,
        (id: number) => `"type":"read_ok","value":{"v":1,"slots":{},"x":${deep}},"in_reply_to":${id}`,
        (id: number) => `"type":{"toString":1,"valueOf":2},"in_reply_to":${id}`,
      ]) {
        const sut = new NodeUnderTest({ strategy }).init();
        sut.store.script = ({ body }) => (body.type === 'read' ? 'hold' : 'serve');
        sut.add('c1', 1, 5);
        sut.time.pass(50);
        sut.line(`{"src":"seq-kv","dest":"n0","body":{${make(sut.store.held[0]!.body.msg_id!)}}}`);
        sut.store.script = () => 'serve';
        sut.time.pass(3_000);
        expect(sut.replyTo('c1', 1)).toMatchObject({ type: 'add_ok' });
      }
    }
  });

  test('with a bad own total at start: nothing is acknowledged, nothing overwritten', () => {
    const sut = new NodeUnderTest().init();
    sut.store.setTotal('n0', 'x');
    sut.add('c1', 1, 5);
    sut.time.pass(10_000);
    expect(sut.replyTo('c1', 1)).toMatchObject({ type: 'error', code: 0 });
    expect(sut.store.totalOf('n0')).toBe('x');
  });
});
