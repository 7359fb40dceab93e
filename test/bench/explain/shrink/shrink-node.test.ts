import { expect, test } from 'vitest';
import { type Play, player } from '../../../../bench/explain/script/play.ts';
import { PlayStopped } from '../../../../bench/explain/script/played.ts';
import { type Script, sizeOf } from '../../../../bench/explain/script/script.ts';
import { shrink } from '../../../../bench/explain/shrink/shrink.ts';
import { failed, shortTest } from '../explained.ts';

const run = failed(1, shortTest({ design: 'per-node-keys' }));
const node = { bin: './node', args: [], names: ['n0', 'n1', 'n2'], strict: false };
const script: Script = { ...run.script, node };

/** Plays a design where the script has a node, so that no process is needed. */
function counting(mayPlay = Number.POSITIVE_INFINITY) {
  const played: string[] = [];
  const play: Play = ({ node: _, ...ofDesign }, observe) => {
    if (played.length >= mayPlay) {
      throw new PlayStopped('the time is up');
    }
    played.push(JSON.stringify(ofDesign) + (observe === undefined ? '' : ' observed'));
    return player()(ofDesign, observe);
  };
  return { play, played };
}

const budget = { runsMax: 1_000, isOver: () => false };

test("a node's script is as small as a design's, in few plays of which none is like another", () => {
  const { play, played } = counting();
  const { script: left, anomaly, runs } = shrink(script, run.failure, play, budget)!;
  expect(sizeOf(left)).toEqual({ nodes: 2, clients: 2, operations: 2, faults: 0 });
  expect(left.node?.names).toEqual(['n0', 'n1']);
  expect(left.storeSeed).toBe('oldest');
  expect(anomaly).toBe('stale');
  expect(runs).toBeLessThan(60);
  const plain = played.filter((each) => !each.endsWith(' observed'));
  expect(new Set(plain).size).toBe(plain.length);
});

test('progress is told at each play: the step, the smallest script, and how many', () => {
  const told: string[] = [];
  const { play } = counting();
  shrink(script, run.failure, play, budget, ({ step, script: left, runs }) => {
    told.push(`${step} ${sizeOf(left).operations} ${runs > 0}`);
  });
  expect(told[0]).toBe(`the same again ${sizeOf(script).operations} true`);
  expect(told.at(-1)).toMatch(/ 2 true$/);
});

test.each([[0], [1], [5], [9], [20]])('when the time is up after %i plays, the smallest so far is left', (plays) => {
  const result = shrink(script, run.failure, counting(plays).play, budget)!;
  expect(result.stoppedBy).toBe('time');
  expect(sizeOf(result.script).operations).toBeLessThanOrEqual(sizeOf(script).operations);
  expect(result.failure.checker).toBe(run.failure.checker);
});
