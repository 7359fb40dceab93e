import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { judge } from '../checkers/judge.ts';
import type { Played } from '../explain/script/played.ts';
import { type Script, scriptOf } from '../explain/script/script.ts';
import type { Requirements, Run } from '../run.ts';
import { challengeOptions, type SimulationOptions } from '../simulator/simulation-options.ts';
import type { Underway } from './end-in-order.ts';
import { mustBeExecutable } from './executable.ts';
import { playInLockstep } from './play.ts';
import { planOf, requirementsOf, type TestOptions } from './test.ts';

/** A test of somebody's node. */
export type NodeTest = TestOptions & { readonly bin: string };

/** Plays a seed in lockstep, and writes it down as a script. A signal ends the process. */
export async function playAsScript(
  test: NodeTest,
  seed: number,
  begun: (underway: Underway) => void = () => {},
): Promise<Played & { readonly script: Script }> {
  const { nodes, nodeArgs } = test;
  const bin = resolve(test.bin);
  mustBeExecutable(bin);
  const requirements = requirementsOf(test);
  const plan = planOf(test, seed, new Date(0).toISOString(), '');
  const used = new Set<string>();
  const logDirectory = mkdtempSync(join(tmpdir(), 'sluice-play-'));
  const clear = () => rmSync(logDirectory, { recursive: true, force: true });
  process.on('exit', clear);
  const send = (_id: number, src: string, dest: string) => {
    if (nodes.includes(src)) {
      used.add(dest);
    }
  };
  const { run } = await playInLockstep(plan, { bin, args: nodeArgs, logDirectory }, { log: { send } }, (playing) => {
    begun({
      interrupt: (signal) => process.exit(128 + constants.signals[signal]),
      killAll: playing.killAll,
      stopProgress: () => {},
    });
  });
  process.off('exit', clear);
  clear();
  // Of the two, `seq-kv` is the one that can be stale.
  const service = !used.has('seq-kv') && used.has('lin-kv') ? 'lin-kv' : 'seq-kv';
  return {
    run,
    requirements,
    verdict: judge(run, requirements),
    script: writtenDown(test, test.bin, run, requirements, service),
  };
}

/** A test's run as a script, of a node that uses this service. */
export function writtenDown(
  test: TestOptions,
  bin: string,
  run: Run,
  requirements: Requirements,
  service: SimulationOptions['service'],
): Script {
  const { nodeArgs, nodes, strict } = test;
  const node = { bin, args: nodeArgs, names: nodes, strict: strict ?? true };
  return scriptOf(run.seed, optionsOf(test, bin, service), { run }, requirements, node);
}

function optionsOf(test: TestOptions, bin: string, service: SimulationOptions['service']): SimulationOptions {
  const { nodes, concurrency, rate, timeLimitMs, recoveryMs, latency, faults, nemesisIntervalMs } = test;
  return {
    ...challengeOptions,
    design: basename(bin),
    store: service,
    service,
    nodeCount: nodes.length,
    concurrency,
    rate,
    timeLimitMs,
    recoveryMs,
    restartQueue: test.restartQueue ?? 'keep',
    latencyMs: latency.meanMs,
    latencyDistribution: latency.distribution,
    faults,
    nemesisIntervalMs,
  };
}
