import { describe, expect, test } from 'vitest';
import { simulateLoad } from '../../../../bench/benchmarks/measure/simulated-load.ts';
import { economySettings } from '../../../../bench/benchmarks/scopes/economy.ts';
import { type GrowthSeries, growthNote, growthPower, steadyPower } from '../../../../bench/benchmarks/scopes/growth.ts';
import { scaleSettings } from '../../../../bench/benchmarks/scopes/scale-settings.ts';

function series(name: string, value: (nodes: number) => number): GrowthSeries {
  return { name, points: [3, 10, 100].map((nodes) => ({ nodes, values: [value(nodes), 7 * value(nodes)] })) };
}

describe('growth', () => {
  test.each([
    ['as the nodes', (nodes: number) => 5 * nodes, 1],
    ['with their square', (nodes: number) => nodes ** 2, 2],
    ['not at all', () => 4, 0],
  ])('%s: the power is taken run by run', (_, value, power) => {
    const [few, , many] = series('', value).points;
    const found = growthPower(few, many)!;
    expect(found.values).toHaveLength(2);
    for (const each of found.values) {
      expect(each).toBeCloseTo(power);
    }
  });

  test('one point alone has none, nor has what was nothing', () => {
    const [few, more] = series('', (nodes) => nodes).points;
    expect(growthPower(undefined, few)).toBeNull();
    expect(growthPower(more, more)).toBeNull();
    expect(growthPower({ nodes: 3, values: [0] }, { nodes: 9, values: [0] })).toBeNull();
  });

  test('is looked at from ten nodes on', () => {
    const bent = series('', (nodes) => (nodes < 10 ? 1 : nodes));
    expect(steadyPower(bent)?.median).toBeCloseTo(1);
  });

  test('the note names what grows faster than the nodes, and nothing else', () => {
    const slow = series('slow', (nodes) => nodes - 1);
    const fast = series('fast', (nodes) => nodes ** 1.5);
    expect(growthNote('Messages', [slow, fast])).toMatch(/faster .* with: fast \(power 1\.50\)\.$/);
    expect(growthNote('Messages', [slow])).toBe('Messages grow no faster than the nodes, in any series.');
  });
});

test('scale: one rate for all together, one for each node, and a cluster in which they are the same', () => {
  const settings = scaleSettings(false);
  for (const { way, rate, nodeCount } of settings) {
    expect(rate).toBe(way === 'in all' ? 1_000 : 40 * nodeCount);
  }
  const both = settings.filter(
    ({ series: name, rate, nodeCount }) => name === 'sluice-cas' && rate === 1_000 && nodeCount === 25,
  );
  expect(both.map(({ way }) => way)).toEqual(['in all', 'a node']);
  expect(new Set(settings.map(({ name }) => name)).size).toBe(settings.length);
});

test('economy: every rate with every pair of settings, for both strategies', () => {
  const settings = economySettings(false);
  for (const design of ['sluice-per-key', 'sluice-cas']) {
    const found = settings
      .filter((setting) => setting.design === design)
      .map(({ rate, flushIntervalMs, readStalenessMs }) => `${rate} ${flushIntervalMs} ${readStalenessMs}`);
    const wanted = [100, 1_000, 10_000, 100_000].flatMap((rate) =>
      [0, 5, 20].flatMap((flush) => [0, 100, 500].map((stale) => `${rate} ${flush} ${stale}`)),
    );
    expect(found.sort()).toEqual(wanted.sort());
  }
});

describe('a load in virtual time', () => {
  const load = { nodeCount: 3, rate: 200, timeLimitMs: 1_000, settleMs: 200 };

  test('is the same each time', () => {
    expect(simulateLoad(3, load)).toEqual(simulateLoad(3, load));
  });

  test('counts messages with the store and between nodes', () => {
    const perKey = simulateLoad(1, { ...load, design: 'sluice-per-key' });
    expect(perKey.peerMessagesPerOperation).toBe(0);
    expect(perKey.messagesPerOperation / perKey.kvPerOperation).toBeCloseTo(2, 1);
    const cas = simulateLoad(1, { ...load, design: 'sluice-cas' });
    expect(cas.peerMessagesPerOperation).toBeGreaterThan(0);
    expect(cas.messagesPerOperation).toBeCloseTo(2 * cas.kvPerOperation + cas.peerMessagesPerOperation, 1);
    for (const { check, operationsPerSecond } of [perKey, cas]) {
      expect(check.found).toBe(check.expected);
      expect(operationsPerSecond).toBeGreaterThan(100);
    }
  });
});
