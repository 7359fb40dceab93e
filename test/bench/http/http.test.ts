import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { NodeEvents } from '../../../bench/cluster/node-handle.ts';
import { createFront } from '../../../bench/http/front.ts';
import { HttpCluster } from '../../../bench/http/http-cluster.ts';
import { answerMsMax, NodeClient } from '../../../bench/http/node-client.ts';
import { statusOf } from '../../../bench/http/status.ts';
import type { Body } from '../../../src/shared/wire/message.ts';

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) {
    close();
  }
});

/** A front with a node that answers as `reply` says. */
async function front(reply: (body: Body) => Omit<Body, 'in_reply_to'> | undefined) {
  const client = new NodeClient(
    (body) => {
      const answer = reply(body);
      if (answer !== undefined) {
        queueMicrotask(() => client.receive({ ...answer, in_reply_to: body.msg_id } as Body));
      }
    },
    () => 0,
  );
  const server = createFront({ client, stats: () => ({ open: client.open }) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port, address } = server.address() as AddressInfo;
  return { client, port, address, url: `http://127.0.0.1:${port}` };
}

const counting = () => {
  let total = 0;
  return ({ type, delta }: Body) => {
    if (type === 'add') {
      total += delta as number;
    }
    return type === 'add' ? { type: 'add_ok' } : { type: 'read_ok', value: total };
  };
};

async function call(url: string, init?: RequestInit) {
  const response = await fetch(url, init);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const post = (body: string) => ({ method: 'POST', body });

describe('the front', () => {
  test('adds and reads, and listens to this machine only', async () => {
    const { url, address, client } = await front(counting());
    expect(address).toBe('127.0.0.1');
    expect(await call(`${url}/add`, post('{"delta":5}'))).toEqual({ status: 200, body: { ok: true } });
    expect(await call(`${url}/add`, post('{"delta":2}'))).toMatchObject({ status: 200 });
    expect(await call(`${url}/read?x=1`)).toEqual({ status: 200, body: { value: 7 } });
    expect(client.counts).toEqual({
      addsAcknowledged: 2,
      deltaAcknowledged: 7,
      readsAnswered: 1,
      deltaInDoubt: 0,
      failed: 0,
    });
  });

  test.each([
    ['no JSON', '/add', post('nonsense'), 400],
    ['no object', '/add', post('5'), 400],
    ['no delta', '/add', post('{}'), 400],
    ['a body that is too long', '/add', post(`{"delta":1,"x":"${'x'.repeat(5_000)}"}`), 413],
    ['another path', '/nothing', {}, 404],
    ['another method', '/add', {}, 405],
    ['another method', '/read', post('{}'), 405],
  ])('%s is refused: %s', async (_, path, init, status) => {
    const { url, client } = await front(counting());
    const answer = await call(`${url}${path}`, init);
    expect(answer).toEqual({ status, body: { error: expect.any(String) } });
    expect(client.open).toBe(0);
  });

  test.each([
    [0, 504],
    [10, 501],
    [11, 503],
    [12, 400],
    [13, 500],
    [14, 409],
    [20, 404],
  ])("the node's error %d becomes status %d", async (code, status) => {
    const { url } = await front(() => ({ type: 'error', code, text: 'because' }));
    expect(statusOf(code)).toBe(status);
    expect(await call(`${url}/add`, post('{"delta":1}'))).toEqual({ status, body: { error: 'because', code } });
  });

  test('connections are kept alive', async () => {
    const { port } = await front(counting());
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<number | undefined>();
    for (let i = 0; i < 3; i += 1) {
      const asked = request({ port, host: '127.0.0.1', path: '/read', agent });
      asked.end();
      const [response] = await once(asked, 'response');
      sockets.add(response.socket.localPort);
      response.resume();
      await once(response, 'end');
    }
    agent.destroy();
    expect(sockets.size).toBe(1);
  });

  test('a client that goes away before its answer takes nothing back, and harms nobody', async () => {
    const kept: Body[] = [];
    const { url, port, client } = await front((body) => {
      if (body.type === 'read') {
        return { type: 'read_ok', value: 1 };
      }
      kept.push(body);
      return undefined;
    });
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /add HTTP/1.1\r\nhost: x\r\ncontent-length: 11\r\n\r\n{"delta":1}');
    await expect.poll(() => kept.length).toBe(1);
    socket.destroy();
    await once(socket, 'close');
    expect(client.open).toBe(1);
    client.receive({ type: 'add_ok', in_reply_to: kept[0]!.msg_id! });
    expect(client.counts.deltaAcknowledged).toBe(1);
    expect(await call(`${url}/read`)).toEqual({ status: 200, body: { value: 1 } });
  });
});

describe('the client of a node', () => {
  test('what the node does not answer in time is in doubt, and a late answer is ignored', () => {
    let nowMs = 0;
    const sent: Body[] = [];
    const statuses: number[] = [];
    const client = new NodeClient(
      (body) => sent.push(body),
      () => nowMs,
    );
    client.add(3, ({ status }) => statuses.push(status));
    nowMs = answerMsMax - 1;
    client.sweep();
    expect(statuses).toEqual([]);
    nowMs = answerMsMax + 1;
    client.read(({ status }) => statuses.push(status));
    client.sweep();
    expect(statuses).toEqual([504]);
    client.receive({ type: 'add_ok', in_reply_to: sent[0]!.msg_id! });
    expect(client.counts).toMatchObject({ addsAcknowledged: 0, deltaInDoubt: 3, failed: 1 });
    expect(client.open).toBe(1);
  });

  test('when the node has ended, what is open is in doubt and what comes is refused', () => {
    const statuses: number[] = [];
    const client = new NodeClient(
      () => {},
      () => 0,
    );
    client.add(3, ({ status }) => statuses.push(status));
    client.nodeEnded('it fell');
    client.add(3, ({ status }) => statuses.push(status));
    expect(statuses).toEqual([504, 503]);
  });
});

describe('a cluster behind HTTP', () => {
  /** Nodes that raise one shared key of the store for every add, and tell a peer. */
  const cluster = {
    start(id: string, events: NodeEvents) {
      const print = (dest: string, body: object) => events.line(JSON.stringify({ src: id, dest, body }));
      const handle = (line: string) => {
        const { src, body } = JSON.parse(line);
        if (body.type === 'init') {
          print(src, { type: 'init_ok', in_reply_to: body.msg_id });
        } else if (body.type === 'add') {
          print('seq-kv', { type: 'write', key: id, value: body.delta, msg_id: 1_000 + body.msg_id });
          print(id === 'n0' ? 'n1' : 'n0', { type: 'news' });
        } else if (body.type === 'write_ok') {
          print('c0', { type: 'add_ok', in_reply_to: body.in_reply_to - 1_000 });
        } else if (body.type === 'news') {
          news.push(id);
        }
      };
      return {
        write(lines: string) {
          queueMicrotask(() => lines.trimEnd().split('\n').forEach(handle));
          return true;
        },
        kill() {},
        pause() {},
        resume() {},
        ignore() {},
        end() {},
      };
    },
  };
  let news: string[] = [];

  test('each port is one node; store and peers are reached', async () => {
    news = [];
    const fronts = new HttpCluster({ cluster, nodeCount: 2, port: 0, roundTripMs: 0, crashed: () => {} });
    closers.push(() => fronts.stop());
    const ports = await fronts.start();
    expect(new Set(ports).size).toBe(2);
    expect(await call(`http://127.0.0.1:${ports[1]}/add`, post('{"delta":4}'))).toMatchObject({ status: 200 });
    expect(news).toEqual(['n0']);
    const { body } = await call(`http://127.0.0.1:${ports[0]}/stats`);
    expect(body).toMatchObject({ addsAcknowledged: 1, deltaAcknowledged: 4, kvRoundTrips: 1, open: 0 });
  });
});
