import { expect, test } from 'vitest';
import { Runtime } from '../../../bench/designs/runtime.ts';
import { decide } from '../../../bench/explain/explanation.ts';
import { player } from '../../../bench/explain/script/play.ts';
import type { SimulationOptions } from '../../../bench/simulator/simulation-options.ts';
import type { StartNode } from '../../../bench/simulator/virtual-cluster.ts';
import { failed, shortTest } from './explained.ts';

/** Decides why a seed's run failed, all of it. */
function decided(options: Partial<SimulationOptions>, checker: string, startNode?: StartNode, seed = 1) {
  const { script, failure } = failed(seed, shortTest(options), { checker }, startNode);
  return decide(script, failure, player(startNode));
}

test('stale: which answer came from which state, and what the newest was', () => {
  const { anomaly, paragraph, hint, svg } = decided({ design: 'cas-loop' }, 'final')!;
  expect(anomaly).toBe('Stale final read');
  expect(paragraph).toMatch(/from state \d+, where total = \d+; the newest was state \d+, where total = \d+/);
  expect(paragraph).not.toMatch(/needed for it|it takes/);
  expect(hint).toMatch(/^Like the design cas-loop: .* \(as sluice-cas does\), or use lin-kv\.$/);
  expect(svg).toContain('>final read<');
});

test('stale with plain keys: like another design', () => {
  expect(decided({ design: 'per-node-keys' }, 'fresh')?.hint).toContain('as per-node-keys-unique-write does');
});

test('lost: which write overwrote what', () => {
  const { anomaly, paragraph, hint, svg } = decided({ design: 'read-modify-write' }, 'final')!;
  expect(anomaly).toBe('Lost update');
  expect(paragraph).toMatch(/n\d wrote total := \d+ over \d+, which it had never seen/);
  expect(hint).toContain('Use cas and try again when it is refused');
  expect(svg).toContain('write total');
});

test('lost with a node that was killed', () => {
  const options = { design: 'local-batching', faults: ['kill'], nemesisIntervalMs: 300 } as const;
  const { paragraph, hint } = decided(options, 'final')!;
  expect(paragraph).toContain('Nodes were killed: what one had acknowledged may have been only in its memory.');
  expect(hint).toContain('Answer add_ok only when the store has the add');
  expect(paragraph).not.toContain('n2.unique');
});

test('only what decided it is drawn, and no message without its end', () => {
  for (const [design, checker] of [
    ['cas-loop', 'final'],
    ['per-node-keys', 'fresh'],
    ['read-modify-write', 'final'],
  ] as const) {
    const { svg } = decided({ design }, checker)!;
    expect(svg).not.toMatch(/never arrives|in which nothing is sent/);
    expect(svg.match(/class="(wrong )?arrow"/g)!.length).toBeLessThan(40);
  }
});

const ofTheirOwn: StartNode = (environment, write) => {
  let total = 0;
  return new Runtime({ environment, write, service: 'seq-kv' }, () => ({
    add: (delta, request) => {
      total += delta;
      request.addOk();
    },
    read: (request) => request.readOk(total),
  }));
};

test('lost with nodes that tell nobody', () => {
  const { paragraph, hint } = decided({}, 'final', ofTheirOwn)!;
  expect(paragraph).toContain('it is lost');
  expect(hint).toContain('each knows only its own adds');
});

test('unanswered: where the request was last seen', () => {
  const silent: StartNode = (environment, write) =>
    new Runtime({ environment, write, service: 'seq-kv' }, ({ store }) => ({
      add: (_, request) => request.addOk(),
      read: () => store.read('total', () => {}),
    }));
  const { anomaly, paragraph } = decided({ timeLimitMs: 500 }, 'final', silent)!;
  expect(anomaly).toBe('Stuck: no final read');
  expect(paragraph).toMatch(
    /Its request reached n\d at [\d.]+ s; the last that n\d sent was \w+ to [\w-]+ at [\d.]+ s/,
  );
});

test('a run that goes another way when it is played again is not decided', () => {
  const { script, failure } = failed(1, shortTest({ design: 'cas-loop' }), { checker: 'final' });
  const mended = { ...script, options: { ...script.options, design: 'sluice-cas' } };
  expect(decide(mended, failure, player())).toBeUndefined();
});
