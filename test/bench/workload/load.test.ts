import { describe, expect, test } from 'vitest';
import { Network } from '../../../bench/network/network.ts';
import { VirtualTime } from '../../../bench/virtual-time.ts';
import { clientTimeoutMs, Load, type LoadOptions } from '../../../bench/workload/load.ts';

interface Asked {
  readonly atMs: number;
  readonly src: string;
  readonly dest: string;
  readonly body: { readonly type: string; readonly msg_id: number };
}

/**
 * A load on nodes that answer after a while with what `reply` says, or never where it says nothing.
 */
function loaded(more: Partial<LoadOptions>, latencyMs: number, reply: (asked: Asked) => object | undefined) {
  const time = new VirtualTime(() => 0);
  const network = new Network({
    environment: time,
    seed: 1,
    latency: { distribution: 'constant', meanMs: 0 },
    services: [],
  });
  const asked: Asked[] = [];
  const muted: string[] = [];
  const nodes = more.nodes ?? ['n0', 'n1', 'n2'];
  for (const id of nodes) {
    network.addNode(id, {
      write: (lines) => {
        for (const line of lines.trimEnd().split('\n')) {
          const request = { atMs: time.nowMs(), ...JSON.parse(line) } as Asked;
          asked.push(request);
          const body = reply(request);
          if (body) {
            const text = JSON.stringify({
              src: id,
              dest: request.src,
              body: { in_reply_to: request.body.msg_id, ...body },
            });
            time.after(latencyMs, () => network.receiveLine(id, text));
          }
        }
      },
      muted: (_, reason) => muted.push(reason),
    });
  }
  const load = new Load({
    environment: time,
    network,
    seed: 1,
    workload: 'g-counter',
    nodes,
    concurrency: 3,
    rate: 100,
    ...more,
  });
  return { time, network, asked, muted, load };
}

const good = ({ body }: Asked) => (body.type === 'add' ? { type: 'add_ok' } : { type: 'read_ok', value: 0 });

describe('load', () => {
  test('comes at the rate asked for, at gaps of 0 to twice the mean', () => {
    const { time, load } = loaded({ concurrency: 30 }, 1, good);
    load.start();
    time.pass(60_000);
    const times = load.operations.map(({ invokedMs }) => invokedMs);
    expect(times[0]).toBe(0);
    expect(times.length).toBeGreaterThan(5_800);
    expect(times.length).toBeLessThan(6_200);
    const gaps = times.slice(1).map((atMs, at) => atMs - (times[at] as number));
    expect(Math.max(...gaps)).toBeLessThan(20.001);
    expect(Math.max(...gaps)).toBeGreaterThan(19);
    expect(Math.min(...gaps)).toBeLessThan(1);
  });

  test('waits for a free worker, and so undershoots the rate', () => {
    const { time, load } = loaded({ concurrency: 2, rate: 1_000 }, 10, good);
    load.start();
    time.pass(10_000);
    expect(load.operations.length).toBeGreaterThan(1_500);
    expect(load.operations.length).toBeLessThanOrEqual(2_002);
  });

  test('a client has one request open at a time, of its own node, with msg_ids from 1', () => {
    const { time, asked, load } = loaded({ concurrency: 7, rate: 5_000 }, 5, good);
    load.start();
    time.pass(2_000);
    const open = new Map<string, number>();
    const last = new Map<string, number>();
    for (const { atMs, src, body } of asked) {
      expect(atMs).toBeGreaterThanOrEqual(open.get(src) ?? 0);
      open.set(src, atMs + 5);
      expect(body.msg_id).toBe((last.get(src) ?? 0) + 1);
      last.set(src, body.msg_id);
    }
    expect(last.size).toBe(7);
    for (const { worker, node } of load.operations) {
      expect(node).toBe(`n${worker % 3}`);
    }
    expect(new Set(load.operations.map(({ worker }) => worker)).size).toBe(7);
  });

  test('writes down what was asked, answered and when', () => {
    const { time, load } = loaded({ concurrency: 1, nodes: ['n0'] }, 5, ({ body }) =>
      body.type === 'add' ? { type: 'add_ok' } : { type: 'read_ok', value: 17 },
    );
    load.start();
    time.pass(1_000);
    const done = load.operations.slice(0, -1);
    expect(done.length).toBe(load.completed - (load.operations.at(-1)?.outcome === 'ok' ? 1 : 0));
    for (const [index, operation] of done.entries()) {
      expect(operation).toMatchObject({ index, worker: 0, client: 'c0', node: 'n0', final: false, outcome: 'ok' });
      expect(operation.completedMs - operation.invokedMs).toBeCloseTo(5, 6);
      if (operation.f === 'read') {
        expect(operation.value).toBe(17);
      }
    }
  });

  test.each([
    ['a definite error', { type: 'error', code: 11, text: 'busy' }, 'fail'],
    ['an indefinite error', { type: 'error', code: 0, text: 'late' }, 'info'],
    ['a malformed reply', { type: 'what' }, 'info'],
  ])('after %s the worker goes on as a new client; not strict, all of them leave it in doubt', (_, body, outcome) => {
    const lax = loaded({ concurrency: 1, nodes: ['n0'], strict: false }, 1, () => body);
    lax.load.start();
    lax.time.pass(100);
    expect(lax.asked.slice(0, 3).map(({ src }) => src)).toEqual(['c0', 'c1', 'c2']);
    expect(lax.load.operations[0]).toMatchObject({ outcome: 'info', client: 'c0', error: expect.anything() });
    const { time, asked, load } = loaded({ concurrency: 1, nodes: ['n0'] }, 1, () => body);
    load.start();
    time.pass(1_000);
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.map(({ src }) => src)).toEqual(asked.map((_, at) => `c${at}`));
    expect(asked.every(({ body: { msg_id } }) => msg_id === 1)).toBe(true);
    expect(load.operations[0]).toMatchObject({ outcome, client: 'c0' });
  });

  test('a client gives up after 5 s, and a reply that comes later mutes the node', () => {
    const late = loaded({ concurrency: 1, nodes: ['n0'] }, clientTimeoutMs + 1, good);
    late.load.start();
    late.time.pass(19_999);
    expect(late.load.operations[0]).toMatchObject({
      outcome: 'info',
      completedMs: 5_000,
      error: { code: 0, text: 'client timed out' },
    });
    expect(late.muted).toEqual(['dest "c0" is not on the network, or no longer']);
    expect(late.asked.map(({ src }) => src)).toEqual(['c0', 'c1', 'c2', 'c3']);
    const justInTime = loaded({ concurrency: 1, nodes: ['n0'] }, clientTimeoutMs - 1, good);
    justInTime.load.start();
    justInTime.time.pass(20_000);
    expect(justInTime.load.operations[0]?.outcome).toBe('ok');
    expect(justInTime.muted).toEqual([]);
  });

  test.each([
    ['1', 'it is "1"'],
    [null, 'it is null'],
    [undefined, 'it has none'],
    [1.5, 'it is 1.5'],
  ])('a client that gave up tells of the message whose in_reply_to, %j, is no integer', (id, found) => {
    const body = { type: 'add_ok', in_reply_to: id };
    const { load, time, muted } = loaded({ concurrency: 1, nodes: ['n0'] }, 1, () => body);
    load.start();
    time.pass(5_500);
    expect(muted).toEqual([]);
    expect(load.operations[0]).toMatchObject({
      outcome: 'info',
      error: {
        code: 0,
        text: 'client timed out',
        malformed: {
          rule: 'in_reply_to must be the msg_id of the request, an integer',
          found: `${found}, and the msg_id was 1`,
        },
      },
    });
  });

  test('a second copy of an earlier reply is no malformed one', () => {
    const { load, time } = loaded({ concurrency: 1, nodes: ['n0'] }, 1, () => ({ type: 'add_ok', in_reply_to: 77 }));
    load.start();
    time.pass(5_500);
    expect(load.operations[0]?.error).toEqual({ code: 0, text: 'client timed out' });
  });

  test('not strict, one that gave up is there until its worker takes the next operation, as in Maelstrom', () => {
    // After the only operation of a script, the client that gave up is never replaced.
    const script = {
      workerNodes: ['n0', 'n0'],
      requests: [{ atMs: 0, worker: 0, request: { f: 'add', value: 1 } as const }],
      finalReads: [],
    };
    const run = (strict: boolean, more: Partial<LoadOptions>) => {
      const played = loaded({ concurrency: 2, nodes: ['n0'], strict, ...more }, clientTimeoutMs + 50, good);
      played.load.start();
      played.time.pass(clientTimeoutMs + 1_000);
      return [played.load.operations[0]?.outcome, played.muted.length];
    };
    expect(run(false, { script })).toEqual(['info', 0]);
    expect(run(true, { script })).toEqual(['info', 1]);
    // With the next operation at once, the late reply finds nobody.
    expect(run(false, {})).toEqual(['info', 1]);
  });

  test('an echo that failed for certain costs no client, and has failed; one in doubt does', () => {
    for (const strict of [true, false]) {
      const clientsAfter = (code: number) => {
        const { time, asked, load } = loaded({ workload: 'echo', concurrency: 1, nodes: ['n0'], strict }, 1, () => ({
          type: 'error',
          code,
          text: '',
        }));
        load.start();
        time.pass(100);
        return [load.operations[0]?.outcome, ...new Set(asked.slice(0, 3).map(({ src }) => src))];
      };
      expect(clientsAfter(11)).toEqual(['fail', 'c0']);
      expect(clientsAfter(13)).toEqual(['info', 'c0', 'c1', 'c2']);
    }
  });

  test('a reply to 1.0 is none to 1', () => {
    const { time, network, load } = loaded({ concurrency: 1, nodes: ['n0'] }, 1, () => undefined);
    load.start();
    time.pass(1);
    network.receiveLine('n0', '{"src":"n0","dest":"c0","body":{"type":"read_ok","value":0,"in_reply_to":1.0}}');
    expect(load.completed).toBe(0);
    network.receiveLine('n0', '{"src":"n0","dest":"c0","body":{"type":"what","in_reply_to":1}}');
    expect(load.completed).toBe(1);
  });

  test('time-outs come to each request in its turn, also behind many that were answered', () => {
    let count = 0;
    const { time, load } = loaded({ concurrency: 50, rate: 1_000 }, 1, (asked) => {
      count += 1;
      return count % 100 === 0 ? undefined : good(asked);
    });
    load.start();
    time.pass(20_000);
    const lost = load.operations.filter(({ outcome, completedMs }) => outcome === 'info' && completedMs < 20_000);
    expect(lost.length).toBeGreaterThan(50);
    for (const { invokedMs, completedMs } of lost) {
      expect(completedMs - invokedMs).toBeCloseTo(5_000, 6);
    }
  });

  test('replies to something else, and second copies, are read past', () => {
    const { time, load, muted } = loaded({ concurrency: 1, nodes: ['n0'] }, 1, () => ({
      in_reply_to: 99,
      type: 'error',
      code: 11,
    }));
    load.start();
    time.pass(4_000);
    expect(load.completed).toBe(0);
    expect(muted).toEqual([]);
  });

  test('stops with what is open completed, then reads once per worker, also those whose client had gone', () => {
    const { time, load } = loaded({ concurrency: 6 }, 1, (asked) =>
      asked.dest === 'n1' && asked.body.type === 'add' ? { type: 'error', code: 11, text: '' } : good(asked),
    );
    const told: string[] = [];
    load.start();
    time.pass(1_000);
    load.stop(() => told.push('idle'));
    const invoked = load.operations.length;
    time.pass(10);
    expect(told).toEqual(['idle']);
    time.pass(10_000);
    expect(load.operations).toHaveLength(invoked);
    expect(load.completed).toBe(invoked);
    load.finalReads(() => told.push('final'));
    time.pass(10);
    expect(told).toEqual(['idle', 'final']);
    const finals = load.operations.slice(invoked);
    expect(finals.map(({ worker, f, final, outcome }) => [worker, f, final, outcome])).toEqual(
      [0, 1, 2, 3, 4, 5].map((worker) => [worker, 'read', true, 'ok']),
    );
  });

  test('with rate 0 there is nothing but the final reads', () => {
    const { time, load } = loaded({ rate: 0 }, 1, good);
    load.start();
    time.pass(1_000);
    let isIdle = false;
    load.stop(() => {
      isIdle = true;
    });
    expect([isIdle, load.operations.length]).toEqual([true, 0]);
    load.finalReads(() => {});
    expect(load.operations).toHaveLength(3);
  });

  test('abort leaves nothing open and tells why', () => {
    const { time, load } = loaded({}, 100, good);
    load.start();
    time.pass(1_050);
    load.abort('node n1 crashed');
    expect(load.completed).toBe(load.operations.length);
    expect(load.operations.at(-1)).toMatchObject({ outcome: 'info', error: { text: 'node n1 crashed' } });
    const count = load.operations.length;
    time.pass(10_000);
    expect(load.operations).toHaveLength(count);
  });
});
