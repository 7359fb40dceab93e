import { describe, expect, test } from 'vitest';
import { casLoop } from '../../../bench/designs/cas-loop.ts';
import { designs } from '../../../bench/designs/designs.ts';
import { gossipCrdt } from '../../../bench/designs/gossip-crdt.ts';
import { jsonParse } from '../../../bench/designs/json-parse.ts';
import { LoneNode, linearStore } from './lone-node.ts';

describe('every design', () => {
  const all = [...designs.values()];

  test.each(all)('$name: answers init at once, and says nothing before the first request', (design) => {
    const node = new LoneNode(design).init();
    expect(node.told('c0')).toEqual({ type: 'init_ok', in_reply_to: 1 });
    node.time.pass(10_000);
    expect(node.written).toHaveLength(1);
  });

  test.each(all)('$name: counts, alone', (design) => {
    const node = new LoneNode(design).init(['n0']);
    for (const [at, delta] of [3, 0, 4].entries()) {
      node.add(`c${at + 1}`, delta);
      node.serve();
      expect(node.told(`c${at + 1}`)).toEqual({ type: 'add_ok', in_reply_to: 1 });
    }
    node.read('c9');
    node.serve();
    expect(node.told('c9')).toEqual({ type: 'read_ok', value: 7, in_reply_to: 1 });
  });

  test.each(all)('$name: a store that never answers, told truthfully and in time', (design) => {
    const node = new LoneNode(design).init();
    node.add('c1', 1);
    node.read('c2');
    node.time.pass(4_501);
    // Without the store an add is acknowledged from memory, or nobody can say, or it has certainly
    // not been counted.
    const add = node.told('c1');
    expect(add?.type === 'add_ok' || add?.code === 0 || add?.code === 11).toBe(true);
    const asked = node.asked();
    const mayCount = asked.some(({ body }) => body.type === 'cas' || (body.type === 'write' && body.key === 'n0'));
    if (mayCount) {
      expect(add?.code).toBe(0);
    }
    const read = node.told('c2');
    if (design === gossipCrdt) {
      expect(read?.type).toBe('read_ok');
    } else {
      expect(read).toMatchObject({ type: 'error', code: 11 });
    }
  });

  test.each(all)('$name: no two lives share a msg_id', (design) => {
    const ids = [1, 2].map((life) => {
      const node = new LoneNode(design, linearStore(), life).init();
      node.add('c1', 1);
      node.read('c2');
      node.serve();
      return node.written.flatMap(({ body }) => body.msg_id ?? []);
    });
    expect(ids[0]!.filter((id) => ids[1]!.includes(id))).toEqual([]);
  });

  test.each(all)('$name: answers what is open when stdin ends, and then says no more', (design) => {
    const node = new LoneNode(design).init();
    node.add('c1', 1);
    node.read('c2');
    let done = false;
    node.node.end(() => {
      done = true;
    });
    expect(done).toBe(true);
    expect(node.told('c1')).toBeDefined();
    expect(node.told('c2')).toBeDefined();
    const { length } = node.written;
    node.read('c3');
    expect(node.told('c3')).toBeUndefined();
    expect(node.written).toHaveLength(length);
  });
});

describe('the runtime', () => {
  test('takes bytes as they come: lines cut anywhere, several at once', () => {
    const node = new LoneNode(gossipCrdt).init();
    const add = (client: string, delta: number) =>
      `{"dest":"n0","body":{"msg_id":1,"type":"add","delta":${delta}},"src":"${client}"}\n`;
    const bytes = Buffer.from(add('é1', 1) + add('c2', 2) + add('c3', 3));
    for (let at = 0; at < bytes.length; at += 7) {
      node.node.receive(bytes.subarray(at, at + 7));
    }
    expect(['é1', 'c2', 'c3'].map((client) => node.told(client)?.type)).toEqual(['add_ok', 'add_ok', 'add_ok']);
    node.node.receive(Buffer.from('\nnot json\n[]\nnull\n{"src":"c1"}\n'));
    node.read('c4');
    expect(node.told('c4')?.value).toBe(6);
  });

  test('refuses what it does not serve, with definite errors', () => {
    const node = new LoneNode(casLoop);
    node.add('c1', 1);
    expect(node.told('c1')).toMatchObject({ type: 'error', code: 11 });
    node.init();
    node.add('c2', -1);
    node.add('c3', 0.5);
    node.send('c4', { type: 'subtract', msg_id: 1 });
    expect(['c2', 'c3', 'c4'].map((client) => node.told(client)?.code)).toEqual([12, 12, 10]);
    expect(node.asked()).toEqual([]);
  });

  test('does not answer what was sent to an earlier life', () => {
    const node = new LoneNode(gossipCrdt).init(['n0'], 100);
    node.send('c1', { type: 'add', msg_id: 1, delta: 1 }, { id: 99 });
    node.send('c2', { type: 'read', msg_id: 1 }, { id: 101 });
    expect(node.told('c1')).toBeUndefined();
    expect(node.told('c2')?.value).toBe(0);
  });

  test('does not answer a client that has given up while the process was stopped', () => {
    const node = new LoneNode(gossipCrdt).init();
    node.time.pass(1_000);
    node.time.freeze(5_000);
    node.add('c1', 1);
    node.time.pass(20);
    expect(node.told('c1')).toBeUndefined();
    node.time.pass(1_000);
    node.add('c2', 1);
    expect(node.told('c2')?.type).toBe('add_ok');
  });

  test('takes no answer for its own that belongs to another call, comes twice or comes late', () => {
    const node = new LoneNode(casLoop).init();
    node.read('c1');
    const { body } = node.askedOnce();
    node.deliver({ type: 'read_ok', value: 9, in_reply_to: body.msg_id! + 1 });
    node.send('n1', { type: 'read_ok', value: 9, in_reply_to: body.msg_id! });
    expect(node.told('c1')).toBeUndefined();
    node.deliver({ type: 'read_ok', value: 5, in_reply_to: body.msg_id! });
    node.deliver({ type: 'read_ok', value: 6, in_reply_to: body.msg_id! });
    expect(node.told('c1')?.value).toBe(5);
    node.read('c2');
    const late = node.askedOnce();
    node.time.pass(1_001);
    node.deliver(node.execute(late));
    expect(node.told('c2')).toMatchObject({ type: 'error', code: 11 });
  });
});

describe('json-parse', () => {
  test('has one flush under way, and all that came meanwhile in the next', () => {
    const node = new LoneNode(jsonParse).init(['n0']);
    node.add('c0', 1);
    node.serve();
    for (let client = 1; client <= 5; client += 1) {
      node.add(`c${client}`, client);
    }
    const first = node.askedOnce();
    expect(first.body).toMatchObject({ type: 'cas', from: 1, to: 2 });
    expect(node.told('c1')).toBeUndefined();
    node.deliver(node.execute(first));
    const second = node.askedOnce();
    expect(node.told('c1')?.type).toBe('add_ok');
    expect(second.body).toMatchObject({ type: 'cas', from: 2, to: 16 });
    node.deliver(node.execute(second));
    expect(node.told('c5')?.type).toBe('add_ok');
  });

  test('counts once what was in doubt, executed or not', () => {
    for (const executed of [true, false]) {
      const node = new LoneNode(jsonParse).init(['n0']);
      node.add('c0', 1);
      node.serve();
      node.add('c1', 2);
      const lost = node.askedOnce();
      if (executed) {
        node.execute(lost);
      }
      node.time.pass(1_200);
      const again = node.askedOnce();
      expect(again.body).toEqual({ ...lost.body, msg_id: again.body.msg_id });
      node.serve([again]);
      if (!executed) {
        node.execute(lost);
      }
      expect(node.told('c1')?.type).toBe('add_ok');
      node.add('c2', 4);
      node.serve();
      node.read('c3');
      node.serve();
      expect(node.told('c3')?.value).toBe(7);
    }
  });

  test('goes on from what its earlier life stored, and from what that still had under way', () => {
    const store = linearStore();
    const before = new LoneNode(jsonParse, store).init(['n0']);
    before.add('c1', 5);
    before.serve();
    before.add('c2', 2);
    const late = before.askedOnce();
    const after = new LoneNode(jsonParse, store, 2).init(['n0']);
    after.add('c3', 10);
    for (const _ of ['barrier', 'own key']) {
      after.deliver(after.execute(after.askedOnce()));
    }
    const cas = after.askedOnce();
    expect(cas.body).toMatchObject({ type: 'cas', from: 5, to: 15 });
    after.execute(late);
    after.serve([cas]);
    expect(after.told('c3')?.type).toBe('add_ok');
    after.read('c4');
    after.serve();
    expect(after.told('c4')?.value).toBe(17);
  });
});
