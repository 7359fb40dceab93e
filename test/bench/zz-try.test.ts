import { usersTest } from '/work/main/bench/simulator/simulation-options.ts';
import { simulate } from '/work/main/bench/simulator/simulate.ts';
import { scriptOf, sizeOf } from '/work/main/bench/explain/script.ts';
import { failureOf, requirementsFor } from '/work/main/bench/explain/failure.ts';
import { player } from '/work/main/bench/explain/play.ts';
import { shrink } from '/work/main/bench/explain/shrink.ts';
import { test } from 'vitest';
const [design, store, seed, faults] = (process.env.ARGS ?? 'cas-loop seq-kv 1').split(' ');
test('x', () => {
const options = { ...usersTest, design: design!, store: store!, ...(faults && { faults: faults.split(',') as any, latencyMs: 5, latencyDistribution: 'exponential' as const, nemesisIntervalMs: 2000 }) };
let s = +seed!;
for (;; s++) {
let t = performance.now();
const sim = simulate(s, options);
console.log(s, sim.outcome, Math.round(performance.now() - t), 'ms', sim.verdict.violationCount);
const failure = failureOf(sim);
if (!failure) continue;
console.log(failure.checker, failure.direction, failure.message);
if (process.env.FINAL && failure.checker !== 'final') continue;
const script = scriptOf(s, options, sim, requirementsFor(failure, sim.requirements));
console.log(sizeOf(script));
const again = player()(script); console.log('same', JSON.stringify(again.run.operations) === JSON.stringify(sim.run.operations));
t = performance.now();
const got = shrink(script, failure, player(), { runsMax: 20000, isOver: () => performance.now() - t > 30000 }, (w, sc, r) => console.log(w, JSON.stringify(sizeOf(sc)), r, Math.round(performance.now()-t)));
console.log(got?.anomaly, got?.failure.message, got?.runs, got?.stoppedBy, Math.round(performance.now()-t));
console.log(JSON.stringify(got?.script));
break;
}
});
