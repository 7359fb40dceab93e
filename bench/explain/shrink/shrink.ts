import { storeModels } from '../../services/store-models.ts';
import { type Anomaly, anomalyOf } from '../anomaly.ts';
import { type Failure, failureOf } from '../failure.ts';
import type { Play } from '../script/play.ts';
import { EndlessPlay, PlayStopped } from '../script/played.ts';
import { type Script, sizeOf } from '../script/script.ts';
import { calmer, simplerFaults } from './calmer.ts';
import { fewerClients, fewerNodes, inOrder } from './fewer.ts';
import { leftOut } from './left-out.ts';
import { shorter, smallerDeltas } from './shorter.ts';

/** How much work shrinking may take. */
export interface ShrinkBudget {
  /** Runs at most. Counted in runs, results are the same on every machine. */
  readonly runsMax: number;
  /**
   * True once the time is up: the result is what was reached until then, and a slower machine
   * reaches less.
   */
  readonly isOver: () => boolean;
}

/** A script that fails as another did, as small as could be reached. */
export interface Shrunk {
  readonly script: Script;
  readonly failure: Failure;
  readonly anomaly: Anomaly;
  readonly runs: number;
  /** Why no more was tried, if so. */
  readonly stoppedBy?: 'time' | 'runs';
}

/**
 * How many other seeds are tried for a script that no longer fails: fewer for a large one, which
 * takes longer.
 */
const reseedsMax = 200;
const reseedsOperationsMax = 4_000;

/**
 * Takes away from a failing script all that its failure doesn't need: nodes, clients, operations,
 * faults, latency, time. What is left fails in the same way, by the same checker, in the same
 * direction, and for the same cause. The same script gives the same result unless the time runs
 * out.
 *
 * A smaller script sends the store fewer requests, so the store makes other choices of which state
 * it shows, and the network of what it delays. So other seeds of their streams are tried in the
 * end, for choices that suit the smaller script; they are still choices that the models make.
 *
 * @param report - Called after each round with what is left.
 * @returns undefined when the script itself doesn't fail in that way.
 */
export function shrink(
  script: Script,
  failure: Failure,
  play: Play,
  budget: ShrinkBudget,
  report: (what: string, script: Script, runs: number) => void = () => {},
): Shrunk | undefined {
  const shrinker = new Shrinker(play, budget, failure);
  if (!shrinker.begin(script)) {
    return undefined;
  }
  shrinker.cutAfterFailure();
  report('cut', shrinker.script, shrinker.runs);
  for (const withSeeds of [false, true]) {
    shrinker.withSeeds = withSeeds;
    for (let before = ''; before !== JSON.stringify(shrinker.script); ) {
      before = JSON.stringify(shrinker.script);
      shrinker.round((what) => report(what, shrinker.script, shrinker.runs));
    }
  }
  const { stoppedBy } = shrinker;
  return { ...shrinker.best(), runs: shrinker.runs, ...(stoppedBy && { stoppedBy }) };
}

/**
 * Ways to make a script simpler, the boldest first: each is tried, and kept if it fails as before.
 */
type Candidates = (script: Script) => readonly Script[];

class Shrinker {
  runs = 0;
  /** Whether other seeds are tried for a script that no longer fails. */
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

  /** Plays the script once to begin with; false when it doesn't fail. */
  begin(script: Script): boolean {
    const failure = failureOf(this.#play(script), script, this.#wanted);
    if (failure === undefined) {
      return false;
    }
    this.#anomaly = anomalyOf(script, failure, this.#play);
    this.#best = { script, failure };
    return true;
  }

  /**
   * What comes after the wrong answer has not caused it, unless the answer is only known to be
   * wrong at the end.
   */
  cutAfterFailure(): void {
    const { failure, script } = this.#best!;
    const { operation } = failure;
    if (operation === undefined || operation.final) {
      return;
    }
    const endMs = operation.completedMs;
    this.#try({
      ...script,
      options: { ...script.options, timeLimitMs: Math.min(script.options.timeLimitMs, endMs + 1), recoveryMs: 0 },
      operations: script.operations.filter(({ atMs }) => atMs <= endMs),
      finalReads: [],
      faults: script.faults.filter(({ fromMs }) => fromMs <= endMs),
    });
  }

  /** Tries every way to make it smaller once. */
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
      if (this.script !== before) {
        done(what);
      }
    }
  }

  #leaveOut(part: 'operations' | 'finalReads' | 'faults'): void {
    const { script } = this;
    leftOut<unknown>(script[part] as readonly unknown[], (items) => this.#try({ ...this.script, [part]: items }));
  }

  #firstThatFails(candidates: Candidates, mayReseed = true): boolean {
    return candidates(this.script).some((candidate) => this.#try(candidate, mayReseed));
  }

  #whileOneFails(candidates: Candidates, mayReseed = true): void {
    while (this.#firstThatFails(candidates, mayReseed)) {}
  }

  #try(candidate: Script, mayReseed = true): boolean {
    if (this.#fails(candidate)) {
      return true;
    }
    if (!mayReseed || !this.withSeeds) {
      return false;
    }
    const count = Math.min(reseedsMax, Math.ceil(reseedsOperationsMax / (1 + sizeOf(candidate).operations)));
    for (const which of streamsDrawn(candidate)) {
      for (let seed = 0; seed < count; seed += 1) {
        if (this.#fails({ ...candidate, [which]: seed })) {
          return true;
        }
      }
    }
    return false;
  }

  #fails(candidate: Script): boolean {
    if (this.stoppedBy !== undefined) {
      return false;
    }
    if (this.runs >= this.#budget.runsMax) {
      this.stoppedBy = 'runs';
    } else if (this.#budget.isOver()) {
      this.stoppedBy = 'time';
    }
    if (this.stoppedBy !== undefined) {
      return false;
    }
    const { checker, direction } = this.#wanted;
    try {
      const failure = failureOf(this.#play(candidate), candidate, { checker, direction });
      if (failure === undefined || anomalyOf(candidate, failure, this.#play) !== this.#anomaly) {
        return false;
      }
      this.#best = { script: candidate, failure };
      return true;
    } catch (error) {
      if (error instanceof EndlessPlay) {
        return false;
      }
      if (error instanceof PlayStopped) {
        this.stoppedBy = 'time';
        return false;
      }
      throw error;
    }
  }
}

/**
 * The seeds that decide something in a script: that of the store, if it has a choice (a
 * linearizable one has none, and the adversarial one always takes the worst), and that of the
 * network, when latencies vary or faults strike by chance.
 */
function streamsDrawn({ options, faults }: Script): readonly ('storeSeed' | 'seed')[] {
  const consistency = storeModels.find(({ name }) => name === options.store)?.consistency;
  const storeDraws = consistency === 'osc-u' || consistency === 'maelstrom-seq';
  const latencyDraws =
    options.network === 'independent' || (options.latencyMs > 0 && options.latencyDistribution !== 'constant');
  return [
    ...(storeDraws ? (['storeSeed'] as const) : []),
    ...(latencyDraws || faults.some(({ fault }) => 'probability' in fault) ? (['seed'] as const) : []),
  ];
}
