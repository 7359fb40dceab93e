import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { finalRounds, judge } from '../../checkers/judge.ts';
import { LockstepRun } from '../../lockstep/lockstep-run.ts';
import { stream } from '../../random.ts';
import { maelstromServices } from '../../services/maelstrom-services.ts';
import { type Observe, planOf } from '../../simulator/simulate.ts';
import { VirtualTime } from '../../virtual-time.ts';
import { type Played, PlayStopped } from './played.ts';
import { runScriptOf, type Script, type ScriptedNode } from './script.ts';

/** How often it is looked whether the time for a play is up, in milliseconds of real time. */
const sliceMs = 50;

/**
 * Plays a script on real processes, in lockstep.
 *
 * @throws {PlayStopped} once `isOver`.
 */
export function playNode(script: Script, node: ScriptedNode, observe: Observe, isOver: () => boolean): Played {
  const { seed, storeSeed, options, requirements, workers } = script;
  const plan = {
    ...planOf(seed, options),
    nodes: node.names,
    concurrency: workers.length,
    strict: node.strict,
    script: runScriptOf(script),
  };
  const time = new VirtualTime(stream(seed, 'environment'));
  const logDirectory = mkdtempSync(join(tmpdir(), 'sluice-play-'));
  const lockstep = new LockstepRun(
    { ...plan, finalRounds: finalRounds(plan.workload, requirements) },
    { bin: resolve(node.bin), args: node.args, logDirectory },
    observe(time, maelstromServices(storeSeed)),
    time,
  );
  try {
    while (!lockstep.pass(sliceMs)) {
      if (isOver()) {
        throw new PlayStopped('the time for this play is up');
      }
    }
    const run = lockstep.run!;
    return { run, requirements, verdict: judge(run, requirements) };
  } finally {
    lockstep.close();
    rmSync(logDirectory, { recursive: true, force: true });
  }
}
