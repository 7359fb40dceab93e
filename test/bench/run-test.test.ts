import { describe, expect, test } from 'vitest';
import { faultKinds } from '../../bench/nemesis/fault.ts';
import type { Run } from '../../bench/run.ts';
import { type Plan, type RunHooks, type RunningTest, runTest } from '../../bench/run-test.ts';
import { VirtualTime } from '../../bench/virtual-time.ts';
import { threeNodes as plan } from './three-nodes.ts';
import { afterInit, type Behaviour, sharedCounter, VirtualNodes } from './virtual-nodes.ts';

interface Played {
  readonly run: Run;
  readonly nodes: VirtualNodes;
  readonly endedMs: number;
}

function play(
  more: Partial<Plan>,
  behave: (id: string, life: number) => Behaviour = sharedCounter(),
  prepare: (time: VirtualTime, nodes: VirtualNodes, running: () => RunningTest) => Partial<RunHooks> = () => ({}),
): Played {
  const time = new VirtualTime(() => 0);
  const nodes = new VirtualNodes(time, behave);
  let run: Run | undefined;
  const running: RunningTest = runTest({ ...plan, ...more }, time, nodes, {
    finished: (finished) => {
      expect(run).toBeUndefined();
      run = finished;
    },
    ...prepare(time, nodes, () => running),
  });
  time.passAll(50_000_000);
  if (!run) {
    throw new Error('the run never finished');
  }
  return { run, nodes, endedMs: time.nowMs() };
}

describe('a run', () => {
  test('is init, load, recovery pause, one final read per worker, and everybody leaves', () => {
    const { run, nodes, endedMs } = play({});
    const main = run.operations.filter(({ final }) => !final);
    const finals = run.operations.filter(({ final }) => final);
    expect(main.length).toBeGreaterThan(1_800);
    expect(main.every(({ invokedMs }) => invokedMs < 20_000)).toBe(true);
    expect(finals.map(({ worker }) => worker)).toEqual([0, 1, 2]);
    expect(finals.every(({ invokedMs, outcome }) => invokedMs >= 30_000 && outcome === 'ok')).toBe(true);
    const total = main.reduce((sum, { f, value }) => sum + (f === 'add' ? (value ?? 0) : 0), 0);
    expect(finals.map(({ value }) => value)).toEqual([total, total, total]);
    expect(run.operations.map(({ index }) => index)).toEqual(run.operations.map((_, at) => at));
    expect(run.nodes).toEqual([{ id: 'n0' }, { id: 'n1' }, { id: 'n2' }]);
    expect(nodes.acts).toEqual(['0 start n0', '0 start n1', '0 start n2']);
    expect(nodes.given.n0?.slice(0, 1)).toEqual(['init']);
    // Ids c0 to c2 went to init, c3 to c5 to Jepsen's setting up.
    expect([...new Set(main.map(({ client }) => client))].sort()).toEqual(['c6', 'c7', 'c8']);
    expect(run.net.client).toBe(2 * (run.operations.length + 3));
    expect(endedMs).toBeGreaterThan(30_000);
    expect(endedMs).toBeLessThan(31_000);
    expect(run.laterReads).toEqual([]);
  });

  test('has further rounds of final reads a second apart where they are wanted, which Maelstrom does not see', () => {
    const { run } = play({ finalRounds: 3 });
    const { run: short } = play({});
    expect([run.operations, run.net, run.samples]).toEqual([short.operations, short.net, short.samples]);
    const [first] = run.operations.filter(({ final }) => final);
    expect(run.laterReads.map((round) => round.map(({ worker, final }) => [worker, final]))).toEqual(
      [1, 2].map(() => [0, 1, 2].map((worker) => [worker, true])),
    );
    const later = run.laterReads.flat();
    expect(later.every(({ outcome, value }) => outcome === 'ok' && value === first!.value)).toBe(true);
    expect(later.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5].map((at) => run.operations.length + at));
    const starts = run.laterReads.map((round) => Math.round(round[0]!.invokedMs - first!.invokedMs));
    expect(starts).toEqual([1_000, 2_000]);
    expect(run.samples.at(-1)!.completed).toBe(run.operations.length);
  });

  test('has adds only as long as they are wanted', () => {
    const { operations } = play({ addsUntilMs: 5_000 }).run;
    const lastAddMs = operations.findLast(({ f }) => f === 'add')!.invokedMs;
    expect(lastAddMs).toBeLessThan(5_000);
    expect(lastAddMs).toBeGreaterThan(4_500);
    expect(operations.filter(({ f, invokedMs }) => f === 'read' && invokedMs > 5_000).length).toBeGreaterThan(1_000);
  });

  test('takes samples that never fall and end at the totals', () => {
    const { run } = play({});
    expect(run.samples.length).toBeGreaterThanOrEqual(60);
    for (const [at, sample] of run.samples.slice(1).entries()) {
      const before = run.samples[at]!;
      expect(sample.atMs - before.atMs).toBeLessThanOrEqual(1_000);
      expect(sample.invoked).toBeGreaterThanOrEqual(before.invoked);
      expect(sample.completed).toBeGreaterThanOrEqual(before.completed);
    }
    expect(run.samples.at(-1)).toMatchObject({ invoked: run.operations.length, completed: run.operations.length });
  });

  test('is the same, to the byte, for the same seed, and another for another', () => {
    const faulty = {
      faults: faultKinds,
      nemesisIntervalMs: 2_000,
      latency: { distribution: 'exponential', meanMs: 20 },
      recoveryMs: 1_000,
    } as const;
    const first = JSON.stringify(play({ ...faulty, seed: 5 }, storeUsers()).run);
    expect(JSON.stringify(play({ ...faulty, seed: 5 }, storeUsers()).run)).toBe(first);
    expect(JSON.stringify(play({ ...faulty, seed: 6 }, storeUsers()).run)).not.toBe(first);
  });

  test('has the faults of its seed, whatever the load and the nodes do', () => {
    const faults = ['partition', 'isolate-kv', 'loss', 'duplicate', 'reorder'] as const;
    const quiet = play({ faults, rate: 1, nemesisIntervalMs: 2_000 }).run.faults;
    const busy = play({ faults, rate: 500, concurrency: 12, nemesisIntervalMs: 2_000 }, storeUsers()).run.faults;
    const scheduled = (run: Run['faults']) =>
      run.filter(({ fromMs }) => fromMs < 20_000).map(({ fault, detail, fromMs }) => [fault, detail, fromMs]);
    expect(scheduled(busy)).toEqual(scheduled(quiet));
    expect(quiet.length).toBeGreaterThan(15);
  });

  test('ends echo without recovery and final reads', () => {
    const echo = () =>
      afterInit(({ src, body }, send) => send(src, { type: 'echo_ok', echo: body.echo, in_reply_to: body.msg_id }));
    const { run, endedMs } = play({ workload: 'echo', timeLimitMs: 2_000 }, echo);
    expect(run.operations.length).toBeGreaterThan(150);
    expect(run.operations.every(({ f, outcome, final }) => f === 'echo' && outcome === 'ok' && !final)).toBe(true);
    expect(endedMs).toBeLessThan(5_100);
  });
});

describe('faults on nodes', () => {
  const harsh = { faults: ['kill', 'pause'] as const, nemesisIntervalMs: 1_500, recoveryMs: 1_000 };

  test('kill and pause strike only nodes that are up, and all are back, with init, before the final reads', () => {
    let faults = 0;
    for (let seed = 0; seed < 20; seed += 1) {
      const { run, nodes } = play({ ...harsh, seed });
      const state = new Map<string, string>();
      for (const act of nodes.acts) {
        const [atMs, what, id] = act.split(' ') as [string, string, string];
        const before = state.get(id) ?? 'down';
        expect([what, before]).toEqual([what, { start: 'down', kill: 'up', pause: 'up', resume: 'paused' }[what]]);
        state.set(id, { start: 'up', kill: 'down', pause: 'paused', resume: 'up' }[what] as string);
        expect(Number(atMs)).toBeLessThan(run.operations.at(-1)!.invokedMs);
      }
      expect([...state.values()]).toEqual(['up', 'up', 'up']);
      for (const id of plan.nodes) {
        const starts = nodes.acts.filter((act) => act.endsWith(`start ${id}`)).length;
        expect(nodes.given[id]?.filter((type) => type === 'init')).toHaveLength(starts);
      }
      expect(run.operations.filter(({ final }) => final)).toHaveLength(3);
      faults += run.faults.length;
      // (These nodes answer clients that gave up while they were down, and may be muted for it.)
      expect(run.nodes.every(({ crashed }) => !crashed)).toBe(true);
      for (const { fault, fromMs, toMs, detail } of run.faults) {
        const back = fault === 'kill' ? 'start' : 'resume';
        for (const id of detail.split(' ')) {
          expect(nodes.acts).toContain(`${Math.round(fromMs)} ${fault} ${id}`);
          expect(nodes.acts).toContain(`${Math.round(toMs)} ${back} ${id}`);
        }
        expect(toMs).toBeGreaterThanOrEqual(fromMs);
        expect(toMs).toBeLessThan(30_000);
        expect(detail).toMatch(/^n\d( n\d)*$/);
      }
    }
    expect(faults).toBeGreaterThan(60);
  });

  test('a fresh life gets init first, and what waited only after it has answered', () => {
    let restarts = 0;
    const slowInit =
      (time: VirtualTime) =>
      (_: string, life: number): Behaviour => {
        let isReady = false;
        return ({ src, body }, send) => {
          if (body.type === 'init') {
            restarts += life > 1 ? 1 : 0;
            time.after(50, () => {
              isReady = true;
              send(src, { type: 'init_ok', in_reply_to: body.msg_id });
            });
            return;
          }
          // Operations of this run come too seldom for one to be sent in these 50 ms.
          expect(isReady).toBe(true);
          send(
            src,
            body.type === 'add'
              ? { type: 'add_ok', in_reply_to: body.msg_id }
              : { type: 'read_ok', value: 0, in_reply_to: body.msg_id },
          );
        };
      };
    const time = new VirtualTime(() => 0);
    const nodes = new VirtualNodes(time, slowInit(time));
    let run: Run | undefined;
    runTest({ ...plan, faults: ['kill'], nemesisIntervalMs: 3_000, rate: 1.5, seed: 4 }, time, nodes, {
      finished: (finished) => {
        run = finished;
      },
    });
    time.passAll();
    expect(restarts).toBeGreaterThan(2);
    // Requests that waited for a node that was down were given to its next life.
    const waited = run?.operations.filter(
      ({ outcome, invokedMs, completedMs }) => outcome === 'ok' && completedMs - invokedMs > 100,
    );
    expect(waited?.length).toBeGreaterThan(0);
  });
});

describe('nodes that fail', () => {
  test('one that ends by itself ends the run, told with its exit code and last words', () => {
    const { run, endedMs } = play({}, sharedCounter(), (time, nodes) => ({
      started: () => time.after(3_000, () => nodes.crash('n1', 7)),
    }));
    expect(run.nodes[1]).toEqual({ id: 'n1', crashed: { exitCode: 7, signal: null, lastStderr: 'oops' } });
    expect(run.nodes[0]).toEqual({ id: 'n0' });
    expect(run.operations.every(({ completedMs }) => completedMs <= 3_001)).toBe(true);
    expect(run.operations.some(({ final }) => final)).toBe(false);
    expect(endedMs).toBeLessThan(4_000);
  });

  test('the only one there is, too', () => {
    const { run } = play({ nodes: ['n0'], concurrency: 1 }, sharedCounter(), (time, nodes) => ({
      started: () => time.after(100, () => nodes.crash('n0', 1)),
    }));
    expect(run.nodes[0]?.crashed?.exitCode).toBe(1);
  });

  test('one that does not answer init in 10 s ends the run', () => {
    const silent = play({}, (id) => (id === 'n2' ? () => {} : sharedCounter()()));
    expect(silent.run.nodes[2]?.crashed?.problem).toContain('did not answer init within 10 s');
    expect(silent.run.operations).toEqual([]);
  });

  test('one that is muted is told with line, reason and time; the run goes on, and its clients time out', () => {
    const { run } = play({}, (id) =>
      afterInit(({ src, body }, send, print) => {
        if (id === 'n1' && body.type === 'add') {
          print('debug: adding');
        }
        send(
          src,
          body.type === 'add'
            ? { type: 'add_ok', in_reply_to: body.msg_id }
            : { type: 'read_ok', value: 0, in_reply_to: body.msg_id },
        );
      }),
    );
    expect(run.nodes[1]?.muted).toMatchObject({ line: 'debug: adding', reason: 'not JSON' });
    expect(run.nodes[1]?.muted?.atMs).toBeGreaterThan(0);
    const ofMuted = run.operations.filter(
      ({ node, invokedMs }) => node === 'n1' && invokedMs > run.nodes[1]!.muted!.atMs,
    );
    expect(ofMuted.length).toBeGreaterThan(2);
    expect(ofMuted.every(({ outcome, error }) => outcome === 'info' && error?.text === 'client timed out')).toBe(true);
    expect(run.operations.at(-1)?.final).toBe(true);
  });

  test('that are all muted end the run at once, for nobody is heard any more', () => {
    const { run } = play({}, () => afterInit((_, __, print) => print('debug: a request')));
    expect(run.nodes.every(({ muted }) => muted?.line === 'debug: a request')).toBe(true);
    expect(run.operations.length).toBeLessThan(20);
    expect(run.operations.some(({ final }) => final)).toBe(false);
  });

  test.each<[string, Behaviour, string]>([
    [
      'prints a log line',
      (_, __, print) => print('starting up'),
      'was muted before it answered init: not JSON. Stdout is for messages only: print logs to stderr. ' +
        'The line: starting up',
    ],
    [
      'answers someone unknown',
      (_, send) => send('c77', { type: 'init_ok', in_reply_to: 1 }),
      'was muted before it answered init: dest "c77" is not on the network, or no longer. ' +
        'The line: {"src":"n0","dest":"c77","body":{"type":"init_ok","in_reply_to":1}}',
    ],
    [
      'answers with another type',
      ({ src }, send) => send(src, { type: 'ok', in_reply_to: 1 }),
      'answered init with a message of type "ok". It must be init_ok.',
    ],
    [
      'answers with an error',
      ({ src }, send) => send(src, { type: 'error', code: 11, text: 'not now', in_reply_to: 1 }),
      'answered init with error 11: "not now". It must answer init_ok.',
    ],
  ])('one that %s in place of init_ok ends the run at once, with the cause', (_, behaviour, problem) => {
    const { run, endedMs } = play({}, (id) => (id === 'n0' ? behaviour : afterInit(() => {})));
    expect(run.nodes[0]?.crashed).toEqual({ exitCode: null, signal: null, lastStderr: '', problem });
    expect(run.nodes.slice(1)).toEqual([{ id: 'n1' }, { id: 'n2' }]);
    expect(endedMs).toBeLessThan(1_000);
  });

  test('one that ends before it has answered init is told with exit code and last words', () => {
    const { run } = play(
      {},
      (id) => (id === 'n1' ? () => {} : afterInit(() => {})),
      (time, nodes) => {
        time.after(5, () => nodes.crash('n1', 4));
        return {};
      },
    );
    expect(run.nodes[1]?.crashed).toEqual({
      exitCode: 4,
      signal: null,
      lastStderr: 'oops',
      problem: 'ended with exit code 4 before it answered init.',
    });
  });

  test.each([
    ['is silent', () => {}, 'did not answer init within 10 s: it printed nothing to stdout. '],
    [
      'answers with an error',
      ({ src }, send) => send(src, { type: 'error', code: 13, text: 'locked', in_reply_to: 1 }),
      'answered init with error 13: "locked". It must answer init_ok. ',
    ],
  ] satisfies [string, Behaviour, string][])(
    'one that %s when it is started again: the cause says so',
    (_, second, why) => {
      const { run } = play({ faults: ['kill'], nemesisIntervalMs: 1_000 }, (_id, life) =>
        life === 1 ? afterInit(() => {}) : second,
      );
      const problems = run.nodes.flatMap(({ crashed }) => crashed?.problem ?? []);
      expect(problems).not.toEqual([]);
      for (const problem of problems) {
        expect(problem.startsWith(why)).toBe(true);
        expect(problem).toMatch(/[^.]\. It had been killed, and was started again\.$/);
      }
    },
  );

  test('a second init_ok is excused and noted before the first answer to a client, and mutes after it', () => {
    const counter = (when: 'before' | 'after'): Behaviour => {
      let isFirst = true;
      return ({ src, body }, send) => {
        if (body.type === 'init') {
          send(src, { type: 'init_ok', in_reply_to: body.msg_id });
          if (when === 'before') {
            send(src, { type: 'init_ok', in_reply_to: body.msg_id });
          }
          return;
        }
        send(src, {
          ...(body.type === 'add' ? { type: 'add_ok' } : { type: 'read_ok', value: 0 }),
          in_reply_to: body.msg_id,
        });
        if (when === 'after' && isFirst) {
          // The client that asked n2 for init, the third of all.
          send('c2', { type: 'init_ok', in_reply_to: 1 });
          isFirst = false;
        }
      };
    };
    const { run } = play({ timeLimitMs: 2_000 }, (id) => counter(id === 'n2' ? 'after' : 'before'));
    expect(run.nodes.slice(0, 2)).toEqual([
      { id: 'n0', answeredInitTwice: true },
      { id: 'n1', answeredInitTwice: true },
    ]);
    expect(run.nodes[2]?.muted?.reason).toContain('dest "c2" is not on the network');
  });

  test('messages to one that does not read are dropped and counted', () => {
    const { run } = play({ timeLimitMs: 2_000, recoveryMs: 0 }, sharedCounter(), (_, nodes) => {
      nodes.unread.add('n1');
      return {};
    });
    const toIt = run.operations.filter(({ node }) => node === 'n1');
    expect(toIt.length).toBeGreaterThan(0);
    expect(run.nodes).toEqual([{ id: 'n0' }, { id: 'n1', unread: toIt.length }, { id: 'n2' }]);
  });

  test('a restart ends the muting but not the record of it', () => {
    const { run } = play({ faults: ['kill'], nemesisIntervalMs: 1_000, recoveryMs: 0 }, (_, life) =>
      afterInit(({ src, body }, send, print) => {
        if (life === 1) {
          print('');
        }
        send(
          src,
          body.type === 'add'
            ? { type: 'add_ok', in_reply_to: body.msg_id }
            : { type: 'read_ok', value: 0, in_reply_to: body.msg_id },
        );
      }),
    );
    const muted = run.nodes.filter((node) => node.muted);
    expect(muted.length).toBeGreaterThan(0);
    for (const { id } of muted) {
      expect(run.operations.filter(({ node, outcome }) => node === id && outcome === 'ok').length).toBeGreaterThan(10);
    }
  });

  test('what they print when the test is over changes nothing', () => {
    const quiet = play({ timeLimitMs: 1_000 });
    const { run } = play({ timeLimitMs: 1_000 }, sharedCounter(), (_, nodes) => {
      const toNode = { src: 'n0', dest: 'n1', body: { type: 'bye' } };
      const toClient = { src: 'n0', dest: 'c9', body: { type: 'read_ok', value: 9, in_reply_to: 1 } };
      nodes.lastWords = [JSON.stringify(toNode), JSON.stringify(toClient), 'bye', ''];
      return {};
    });
    expect(run).toEqual(quiet.run);
    expect(run.nodes).toEqual([{ id: 'n0' }, { id: 'n1' }, { id: 'n2' }]);
  });

  test('one that does not leave when its stdin is closed is killed', () => {
    const { nodes } = play({ timeLimitMs: 1_000, recoveryMs: 0 }, sharedCounter(), (_, started) => {
      started.stays = true;
      return {};
    });
    expect(nodes.acts.filter((act) => act.includes('kill'))).toHaveLength(3);
  });

  test('a run may be interrupted, and what is open is then unknown', () => {
    const { run } = play(
      {},
      () => afterInit(() => {}),
      (time, _, running) => ({
        started: () => time.after(2_000, () => running().interrupt('SIGINT')),
      }),
    );
    expect(run.interrupted).toBe('SIGINT');
    expect(run.operations.length).toBeGreaterThan(0);
    expect(
      run.operations.every(({ outcome, error }) => outcome === 'info' && error?.text === 'interrupted by SIGINT'),
    ).toBe(true);
  });
});

/** Nodes that ask the store at every request and answer when it does. */
function storeUsers() {
  return (): Behaviour => {
    let lastMsgId = 0;
    const waiting = new Map<number, () => void>();
    return afterInit(({ dest, src, body }, send) => {
      if (body.in_reply_to !== undefined) {
        waiting.get(body.in_reply_to)?.();
        waiting.delete(body.in_reply_to);
        return;
      }
      lastMsgId += 1;
      waiting.set(lastMsgId, () =>
        send(
          src,
          body.type === 'add'
            ? { type: 'add_ok', in_reply_to: body.msg_id }
            : { type: 'read_ok', value: 0, in_reply_to: body.msg_id },
        ),
      );
      send('seq-kv', { type: 'write', key: dest, value: lastMsgId, msg_id: lastMsgId });
    });
  };
}
