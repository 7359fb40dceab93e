import { createHash } from 'node:crypto';
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
  /** Undefined when the time was up before it was known. */
  readonly anomaly: Anomaly | undefined;
  readonly runs: number;
  /** Why no more was tried, if so. */
  readonly stoppedBy?: 'time' | 'runs';
}

/** How far shrinking has come. */
export interface ShrinkProgress {
  /** What it tries to take away or to make simpler at present. */
  readonly step: string;
  /** The smallest script so far that fails. */
  readonly script: Script;
  readonly runs: number;
}

/**
 * How many other seeds are tried for a script that no longer fails: fewer for a large one, which
 * takes longer, and few for real processes, of which a play takes a thousand times as long.
 */
const reseedsMax = { design: 200, node: 3 };
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
 * A play of real processes takes a thousand times as long as one of a design. So their scripts are
 * first tried with only the beginning of their load, and with the oldest states that the store may
 * show, which need little else to be wrong; and nothing is tried twice.
 *
 * @param report - Called after each play.
 * @returns undefined when the script itself doesn't fail in that way.
 */
export function shrink(
  script: Script,
  failure: Failure,
  play: Play,
  budget: ShrinkBudget,
  report: (progress: ShrinkProgress) => void = () => {},
): Shrunk | undefined {
  const shrinker = new Shrinker(play, budget, failure, report);
  if (!shrinker.begin(script)) {
    return undefined;
  }
  shrinker.cutAfterFailure();
  if (script.node !== undefined) {
    shrinker.makeBoldCuts();
  }
  for (const withSeeds of [false, true]) {
    shrinker.withSeeds = withSeeds;
    for (let before = ''; before !== JSON.stringify(shrinker.script); ) {
      before = JSON.stringify(shrinker.script);
      shrinker.round();
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
  readonly #report: (progress: ShrinkProgress) => void;
  readonly #tried = new Set<string>();
  #step = 'the same again';
  #anomaly: Anomaly | undefined;
  #best: { readonly script: Script; readonly failure: Failure } | undefined;

  constructor(play: Play, budget: ShrinkBudget, wanted: Failure, report: (progress: ShrinkProgress) => void) {
    this.#budget = budget;
    this.#wanted = wanted;
    this.#report = report;
    this.#play = (script, observe) => {
      this.runs += 1;
      return play(script, observe);
    };
  }

  get script(): Script {
    return this.#best!.script;
  }

  best(): { readonly script: Script; readonly failure: Failure; readonly anomaly: Anomaly | undefined } {
    return { ...this.#best!, anomaly: this.#anomaly };
  }

  /**
   * Plays the script to begin with; false when it doesn't fail. If the time is up before that is
   * known, the script is all there is.
   */
  begin(script: Script): boolean {
    this.#best = { script, failure: this.#wanted };
    try {
      const failure = failureOf(this.#play(script), script, this.#wanted);
      if (failure === undefined) {
        return false;
      }
      this.#anomaly = anomalyOf(script, failure, this.#play);
      this.#best = { script, failure };
      return true;
    } catch (error) {
      this.#noteCutShort(error);
      return this.stoppedBy !== undefined;
    } finally {
      this.#tell();
    }
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
    this.#step = 'what comes after it';
    this.#try({
      ...script,
      options: { ...script.options, timeLimitMs: Math.min(script.options.timeLimitMs, endMs + 1), recoveryMs: 0 },
      operations: script.operations.filter(({ atMs }) => atMs <= endMs),
      finalReads: [],
      faults: script.faults.filter(({ fromMs }) => fromMs <= endMs),
    });
  }

  /** The first operations alone, as few as possible, and the oldest states of the store. */
  makeBoldCuts(): void {
    const { script } = this;
    const hasChoice = drawnBy(script).includes('storeSeed');
    this.#step = 'all but the first operations';
    for (let count = 4; count < script.operations.length; count *= 4) {
      const cut = this.#beginningOf(script, count);
      if ((hasChoice && this.#try({ ...cut, storeSeed: 'oldest' }, false)) || this.#try(cut, false)) {
        break;
      }
    }
    if (hasChoice) {
      this.#step = "the store's newer states";
      this.#try({ ...this.script, storeSeed: 'oldest' }, false);
    }
    this.#step = 'operations';
    this.#leaveOut('operations');
  }

  #beginningOf(script: Script, count: number): Script {
    const operations = script.operations.slice(0, count);
    const timeLimitMs = Math.max(1, Math.ceil(operations.at(-1)!.atMs) + 1);
    return {
      ...script,
      operations,
      options: { ...script.options, timeLimitMs },
      faults: script.faults.filter(({ fromMs }) => fromMs < timeLimitMs),
    };
  }

  /** Tries every way to make it smaller once. */
  round(): void {
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
    for (const [step, pass] of passes) {
      this.#step = step;
      pass();
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
    const most = reseedsMax[candidate.node === undefined ? 'design' : 'node'];
    const count = Math.min(most, Math.ceil(reseedsOperationsMax / (1 + sizeOf(candidate).operations)));
    for (const which of drawnBy(candidate)) {
      if (candidate[which] === 'oldest') {
        // Where the oldest states do no harm, newer ones hardly will.
        continue;
      }
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
    if (candidate.node !== undefined && !this.#isNew(candidate)) {
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
      this.#noteCutShort(error);
      return false;
    } finally {
      this.#tell();
    }
  }

  /** Whether it was not tried before. What is tried again would fail again, or be no smaller. */
  #isNew(candidate: Script): boolean {
    const digest = createHash('sha256').update(JSON.stringify(candidate)).digest('base64');
    const isNew = !this.#tried.has(digest);
    this.#tried.add(digest);
    return isNew;
  }

  /** A play that did not end shows nothing; other errors are thrown. */
  #noteCutShort(error: unknown): void {
    if (error instanceof PlayStopped) {
      this.stoppedBy = 'time';
    } else if (!(error instanceof EndlessPlay)) {
      throw error;
    }
  }

  #tell(): void {
    this.#report({ step: this.#step, script: this.script, runs: this.runs });
  }
}

/**
 * The seeds that decide something in a script: that of the store, if it has a choice (a
 * linearizable one has none, and the adversarial one always takes the worst), and that of the
 * network, when latencies vary or faults strike by chance.
 */
function drawnBy({ options, faults }: Script): readonly ('storeSeed' | 'seed')[] {
  const consistency = storeModels.find(({ name }) => name === options.store)?.consistency;
  const storeDraws = consistency === 'osc-u' || consistency === 'maelstrom-seq';
  const latencyDraws =
    options.network === 'independent' || (options.latencyMs > 0 && options.latencyDistribution !== 'constant');
  return [
    ...(storeDraws ? (['storeSeed'] as const) : []),
    ...(latencyDraws || faults.some(({ fault }) => 'probability' in fault) ? (['seed'] as const) : []),
  ];
}
