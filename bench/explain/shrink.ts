import { storeModels } from '../services/store-models.ts';
import { type Anomaly, anomalyOf } from './anomaly.ts';
import { type Failure, failureOf } from './failure.ts';
import { leftOut } from './left-out.ts';
import type { Play } from './play.ts';
import { type Script, sizeOf } from './script.ts';
import { calmer, fewerClients, fewerNodes, inOrder, shorter, simplerFaults, smallerDeltas } from './smaller.ts';

/** How much work shrinking may be. */
export interface ShrinkBudget {
  /** Runs at most. A run is the unit in which results are the same everywhere. */
  readonly runsMax: number;
  /** True once time is up: what was found until then is the result, and a slower machine finds less. */
  readonly isOver: () => boolean;
}

/** A script that fails as another did, and is as small as could be found. */
export interface Shrunk {
  readonly script: Script;
  readonly failure: Failure;
  readonly anomaly: Anomaly;
  readonly runs: number;
  /** Why more was not tried, if so. */
  readonly stoppedBy?: 'time' | 'runs';
}

/** How many seeds of the store's stream are tried for a small script. */
const storeSeedsMax = 200;
/** Scripts of more operations than this are too slow to try with many seeds. */
const seedsOperationsMax = 40;

/**
 * Takes away from a failing script whatever its failure does not need: nodes, clients, operations, faults, latency, time. What is left fails
 * in the same way, by the same checker, in the same direction, and for the same cause. The same script gives the same result as long as time is not up.
 *
 * A smaller script asks the store less, so the store makes other choices of what it shows to whom. In the end other seeds of the store's
 * stream are tried, so that its choices suit the smaller script again; the model is still what makes them.
 *
 * @param told - Called after each round with what is left.
 * @returns undefined when the script itself does not fail in that way.
 */
export function shrink(
  script: Script,
  failure: Failure,
  play: Play,
  budget: ShrinkBudget,
  told: (what: string, script: Script, runs: number) => void = () => {},
): Shrunk | undefined {
  const shrinker = new Shrinker(play, budget, failure);
  if (!shrinker.begin(script)) return undefined;
  shrinker.cutAfterFailure();
  told('cut', shrinker.script, shrinker.runs);
  for (const withSeeds of [false, true]) {
    shrinker.withSeeds = withSeeds;
    for (let before = ''; before !== JSON.stringify(shrinker.script); ) {
      before = JSON.stringify(shrinker.script);
      shrinker.round((what) => told(what, shrinker.script, shrinker.runs));
    }
  }
  const { stoppedBy } = shrinker;
  return { ...shrinker.best(), runs: shrinker.runs, ...(stoppedBy && { stoppedBy }) };
}

class Shrinker {
  runs = 0;
  /** Whether other seeds of the store's stream are tried for what fails no more. */
  withSeeds = false;
  stoppedBy: 'time' | 'runs' | undefined;
  readonly #play: Play;
  readonly #budget: ShrinkBudget;
  readonly #wanted: Failure;
  #anomaly: Anomaly | undefined;
  #best: { readonly script: Script; readonly failure: Failure } | undefined;

  constructor(play: Play, budget: ShrinkBudget, wanted: Failure) {
    this.#budget = budget;
    this.#wanted = wanted;
    this.#play = (script, observe) => {
      this.runs += 1;
      return play(script, observe);
    };
  }

  get script(): Script {
    return this.#best!.script;
  }

  best(): { readonly script: Script; readonly failure: Failure; readonly anomaly: Anomaly } {
    return { ...this.#best!, anomaly: this.#anomaly! };
  }

  /** Plays the script to begin with; false when it does not fail. */
  begin(script: Script): boolean {
    const failure = failureOf(this.#play(script), script, this.#wanted);
    if (failure === undefined) return false;
    this.#anomaly = anomalyOf(script, failure, this.#play);
    this.#best = { script, failure };
    return true;
  }

  /** What comes after the wrong answer has not led to it, unless the answer is known to be wrong only in the end. */
  cutAfterFailure(): void {
    const { failure, script } = this.#best!;
    const { operation } = failure;
    if (operation === undefined || operation.final) return;
    const endMs = operation.completedMs;
    this.#try({
      ...script,
      options: { ...script.options, timeLimitMs: Math.min(script.options.timeLimitMs, endMs + 1), recoveryMs: 0 },
      operations: script.operations.filter(({ atMs }) => atMs <= endMs),
      finalReads: [],
      faults: script.faults.filter(({ fromMs }) => fromMs <= endMs),
    });
  }

  /** Tries every way of making it smaller once. */
  round(done: (what: string) => void): void {
    const passes: readonly (readonly [string, () => void])[] = [
      ['faults', () => this.#leaveOut('faults')],
      ['latency', () => this.#firstThatFails(calmer)],
      ['final reads', () => this.#leaveOut('finalReads')],
      ['operations', () => this.#leaveOut('operations')],
      ['nodes', () => this.#whileOneFails(fewerNodes)],
      ['clients', () => this.#whileOneFails(fewerClients)],
      ['time', () => this.#firstThatFails(shorter, false)],
      ['deltas', () => this.#whileOneFails(smallerDeltas, false)],
      ['faults', () => this.#whileOneFails(simplerFaults, false)],
      ['order', () => this.#firstThatFails(inOrder, false)],
    ];
    for (const [what, pass] of passes) {
      const before = this.script;
      pass();
      if (this.script !== before) done(what);
    }
  }

  #leaveOut(part: 'operations' | 'finalReads' | 'faults'): void {
    const { script } = this;
    leftOut<unknown>(script[part] as readonly unknown[], (items) => this.#try({ ...this.script, [part]: items }));
  }

  #firstThatFails(candidates: (script: Script) => readonly Script[], mayReseed = true): boolean {
    return candidates(this.script).some((candidate) => this.#try(candidate, mayReseed));
  }

  #whileOneFails(candidates: (script: Script) => readonly Script[], mayReseed = true): void {
    while (this.#firstThatFails(candidates, mayReseed));
  }

  #try(candidate: Script, mayReseed = true): boolean {
    if (this.#fails(candidate)) return true;
    if (!mayReseed || !this.withSeeds || !drawsAnswers(candidate) || sizeOf(candidate).operations > seedsOperationsMax)
      return false;
    for (let storeSeed = 0; storeSeed < storeSeedsMax; storeSeed += 1) {
      if (this.#fails({ ...candidate, storeSeed })) return true;
    }
    return false;
  }

  #fails(candidate: Script): boolean {
    if (this.stoppedBy !== undefined) return false;
    if (this.runs >= this.#budget.runsMax) this.stoppedBy = 'runs';
    else if (this.#budget.isOver()) this.stoppedBy = 'time';
    if (this.stoppedBy !== undefined) return false;
    const { checker, direction } = this.#wanted;
    const failure = failureOf(this.#play(candidate), candidate, { checker, direction });
    if (failure === undefined || anomalyOf(candidate, failure, this.#play) !== this.#anomaly) return false;
    this.#best = { script: candidate, failure };
    return true;
  }
}

/** Whether the store draws what it answers: a linearizable one has no choice, and the adversarial one always makes the worst. */
function drawsAnswers({ options }: Script): boolean {
  const consistency = storeModels.find(({ name }) => name === options.store)?.consistency;
  return consistency === 'osc-u' || consistency === 'maelstrom-seq';
}
