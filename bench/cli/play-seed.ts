import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { finalRounds, judge } from '../checkers/judge.ts';
import type { Played } from '../explain/script/played.ts';
import { type Script, scriptOf } from '../explain/script/script.ts';
import { LockstepRun, type RepeatableRun } from '../lockstep/lockstep-run.ts';
import type { Requirements } from '../run.ts';
import type { Plan } from '../run-test.ts';
import { challengeOptions, type SimulationOptions } from '../simulator/simulation-options.ts';
import { mustBeExecutable } from './executable.ts';
import { endingSignals } from './interruption.ts';
import type { TestOptions } from './test.ts';

/** A test of somebody's node. */
export type NodeTest = TestOptions & { readonly bin: string };

/** How long a run goes on before signals are looked at, in milliseconds. */
const sliceMs = 50;

/** A seed's run in lockstep. */
export interface PlayedSeed extends Played {
  readonly run: RepeatableRun;
  readonly script: Script;
}

/** Plays a seed in lockstep, and writes it down as a script. A signal ends the process. */
export async function playSeed(test: NodeTest, seed: number): Promise<PlayedSeed> {
  mustBeExecutable(resolve(test.bin));
  const { availability, promise, nodes, nodeArgs, strict } = test;
  const requirements: Requirements = {
    consistency: promise.consistency,
    stalenessMs: promise.stalenessMs,
    ...(availability !== undefined && { availability }),
  };
  const plan: Plan = {
    ...test,
    finalRounds: finalRounds(test.workload, requirements),
    nodeName: basename(test.bin),
    seed,
    startedAt: new Date(0).toISOString(),
    command: '',
  };
  const used = new Set<string>();
  const logDirectory = mkdtempSync(join(tmpdir(), 'sluice-play-'));
  const lockstep = new LockstepRun(
    plan,
    { bin: resolve(test.bin), args: nodeArgs, logDirectory },
    { log: { send: (_, src, dest) => nodes.includes(src) && used.add(dest) } },
  );
  const onSignal = (signal: NodeJS.Signals) => process.exit(128 + constants.signals[signal]);
  const close = () => {
    lockstep.close();
    rmSync(logDirectory, { recursive: true, force: true });
  };
  process.on('exit', close);
  for (const signal of endingSignals) {
    process.on(signal, onSignal);
  }
  try {
    while (!lockstep.pass(sliceMs)) {
      await setImmediate();
    }
    const run = lockstep.run!;
    // Of the two, `seq-kv` is the one that can be stale.
    const service = !used.has('seq-kv') && used.has('lin-kv') ? 'lin-kv' : 'seq-kv';
    const node = { bin: test.bin, args: nodeArgs, names: nodes, strict: strict ?? false };
    return {
      run,
      requirements,
      verdict: judge(run, requirements),
      script: scriptOf(seed, optionsOf(test, service), { run }, requirements, node),
    };
  } finally {
    close();
    process.off('exit', close);
    for (const signal of endingSignals) {
      process.off(signal, onSignal);
    }
  }
}

function optionsOf(test: NodeTest, service: SimulationOptions['service']): SimulationOptions {
  const { bin, nodes, concurrency, rate, timeLimitMs, recoveryMs, latency, faults, nemesisIntervalMs } = test;
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
