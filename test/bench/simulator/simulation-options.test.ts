import { describe, expect, test } from 'vitest';
import { pinnedOptions, simulationFlags } from '../../../bench/cli/simulation-flags.ts';
import { ourClaims } from '../../../bench/simulator/claims.ts';
import { describeOptions, flagsOf } from '../../../bench/simulator/options-text.ts';
import { sampleOptions } from '../../../bench/simulator/simulation-options.ts';
import { readFlags } from '../../../src/main/flags/read-flags.ts';

describe('the options of a seed', () => {
  test('are what they were when there was one network only, where that one is drawn', () => {
    expect(describeOptions(sampleOptions(5_013_838, { 'sluice-cas': ourClaims['sluice-cas']! }))).toBe(
      '  --design sluice-cas --store lin-kv --service lin-kv --node-count 8 --concurrency 24 --rate 219 ' +
        '--time-limit 2.162 ' +
        '--recovery 10 --network maelstrom --restart-queue keep ' +
        '--latency 100 --latency-dist exponential --nemesis isolate-kv,loss ' +
        '--nemesis-interval 2.662 --clock-jump-interval-ms 0 --flush-interval-ms 0 --read-staleness-ms 100 ' +
        '--reply-deadline-ms 4500 --kv-timeout-ms 500 --queue-max 500000',
    );
  });

  test('have either network, in the independent one often with adds that end early', () => {
    const drawn = Array.from({ length: 200 }, (_, seed) => sampleOptions(seed, ourClaims));
    const independent = drawn.filter(({ network }) => network === 'independent');
    expect(independent.length).toBeGreaterThan(70);
    expect(independent.length).toBeLessThan(130);
    expect(independent.filter(({ addsUntilMs }) => addsUntilMs !== undefined).length).toBeGreaterThan(25);
    for (const { network, addsUntilMs, timeLimitMs, queueMax, concurrency, nodeCount } of drawn) {
      expect(queueMax).toBeGreaterThanOrEqual(concurrency / nodeCount);
      expect(addsUntilMs === undefined || (network === 'independent' && addsUntilMs < timeLimitMs)).toBe(true);
    }
  });

  test('are pinned by the flags that describe them', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const options = sampleOptions(seed, ourClaims);
      const args = Object.entries(flagsOf(options)).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
      const { values } = readFlags(['--challenge', ...args], simulationFlags);
      expect(pinnedOptions(values).optionsOf(seed + 1)).toEqual(options);
    }
  });
});
