import { describe, expect, test } from 'vitest';
import { Runtime } from '../../../bench/designs/runtime.ts';
import { explain } from '../../../bench/explain/explanation.ts';
import { failureOf } from '../../../bench/explain/failure.ts';
import { player } from '../../../bench/explain/script/play.ts';
import { sizeOf } from '../../../bench/explain/script/script.ts';
import type { StartNode } from '../../../bench/simulator/virtual-cluster.ts';
import { explained, failed, fileOf, shortTest, shrunk } from '../../bench/explain/explained.ts';

describe('known failures shrink to what they are', () => {
  test('cas loop with plain reads: one add and one stale final read', () => {
    const run = failed(1, shortTest({ design: 'cas-loop' }), { checker: 'final' });
    const { script, failure, anomaly } = shrunk(run);
    expect(sizeOf(run.script).operations).toBeGreaterThan(200);
    expect(sizeOf(script)).toEqual({ nodes: 2, clients: 2, operations: 2, faults: 0 });
    expect([failure.checker, failure.direction, anomaly]).toEqual(['final', 'low', 'stale']);
    expect(failure.operation?.final).toBe(true);
  });

  test('read-modify-write: two adds, of which the second overwrites the first', () => {
    const { script, anomaly } = shrunk(failed(1, shortTest({ design: 'read-modify-write' })));
    expect(sizeOf(script)).toEqual({ nodes: 2, clients: 2, operations: 3, faults: 0 });
    expect(anomaly).toBe('lost');
    expect(script.operations.map(({ f, delta }) => [f, delta])).toEqual([
      ['add', 2],
      ['add', 1],
    ]);
  });

  test('early acknowledgements: only the kill is left of many faults', () => {
    const faults = ['partition', 'kill', 'pause'] as const;
    const options = shortTest({ design: 'local-batching', faults, nemesisIntervalMs: 300 });
    const { script, anomaly } = shrunk(failed(1, options, { checker: 'final' }));
    expect(anomaly).toBe('lost');
    expect(script.faults.map(({ fault }) => fault.kind)).toEqual(['kill']);
    expect(sizeOf(script)).toEqual({ nodes: 1, clients: 1, operations: 2, faults: 1 });
  });

  test('latency that is not needed goes: two adds that meet', () => {
    const options = shortTest({
      design: 'read-modify-write',
      store: 'lin-kv',
      latencyMs: 5,
      latencyDistribution: 'exponential',
    });
    const { script } = shrunk(failed(1, options));
    expect(script.options.latencyMs).toBe(0);
    expect(sizeOf(script).operations).toBe(3);
  });
});

describe('shrinking', () => {
  const run = failed(3, shortTest({ design: 'cas-loop-identity-cas', timeLimitMs: 1_500 }), { checker: 'fresh' });

  test('is deterministic', () => {
    expect(JSON.stringify(shrunk(run))).toBe(JSON.stringify(shrunk(run)));
  });

  test('keeps the failure, and what is left fails when it is played', () => {
    const { script, failure } = shrunk(run);
    const again = failureOf(player()(script), script, { checker: 'fresh', direction: 'low' });
    expect(again?.message).toBe(failure.message);
    expect(failure.checker).toBe('fresh');
  });

  test('ends when its budget does, with what it has', () => {
    const { runs, stoppedBy, script } = shrunk(run, undefined, 20);
    expect(stoppedBy).toBe('runs');
    expect(runs).toBeLessThan(25);
    expect(failureOf(player()(script), script, { checker: 'fresh' })).toBeDefined();
  });

  test('a run that does not fail is not shrunk', () => {
    expect(() => failed(1, shortTest({}))).toThrow('does not fail');
  });
});

describe('failures of other kinds', () => {
  test('a node that crashes', () => {
    const crashing: StartNode = (environment, write) =>
      new Runtime({ environment, write, service: 'seq-kv' }, () => ({
        add: (delta, request) => {
          if (delta === 3) {
            throw new Error('three is too much');
          }
          request.addOk();
        },
        read: (request) => request.readOk(0),
      }));
    const { anomaly, diagram, script } = explained(1, shortTest({}), crashing);
    expect(anomaly).toBe('fallen');
    expect(diagram.story.anomaly).toBe('A node crashed');
    expect(diagram.story.paragraph).toContain('three is too much');
    expect(sizeOf(script)).toEqual({ nodes: 1, clients: 1, operations: 1, faults: 0 });
  });

  test('nodes that go on disagreeing', () => {
    const forgetful: StartNode = (environment, write) => {
      let total = 0;
      return new Runtime({ environment, write, service: 'seq-kv' }, () => ({
        add: (delta, request) => {
          total += delta;
          request.addOk();
        },
        read: (request) => request.readOk(total),
      }));
    };
    const run = failed(1, shortTest({ network: 'independent' }), { checker: 'converged' }, forgetful);
    expect(run.failure.message).toMatch(/^n\d answered \d+, n\d \d+, n\d \d+, in 3 rounds$/);
    const { script, anomaly, failure } = shrunk(run, forgetful);
    expect([anomaly, failure.direction]).toEqual(['diverged', 'low']);
    expect(script.options.network).toBe('maelstrom');
    expect(sizeOf(script)).toEqual({ nodes: 2, clients: 2, operations: 3, faults: 0 });
    const explanation = explain(fileOf(run, { script, failure }), player(forgetful))!;
    expect(explanation.diagram.story).toEqual({
      anomaly: 'Nodes that disagree for ever',
      paragraph: expect.stringMatching(/^n\d answered 0, n\d 1, in 3 rounds\. No fault/),
    });
  });

  test('a node that never answers a final read', () => {
    const silent: StartNode = (environment, write) =>
      new Runtime({ environment, write, service: 'seq-kv' }, () => ({
        add: (_, request) => request.addOk(),
        read: () => {},
      }));
    const { anomaly, diagram, text } = explained(1, shortTest({ timeLimitMs: 500 }), silent);
    expect(anomaly).toBe('stuck');
    expect(diagram.story.anomaly).toBe('Stuck: no final read');
    expect(text).toContain('error 11');
  });
});
