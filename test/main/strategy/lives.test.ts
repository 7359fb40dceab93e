import { describe, expect, test } from 'vitest';
import { adversarialSequential } from '../../../bench/services/adversarial-sequential.ts';
import { keyValue } from '../../../bench/services/key-value.ts';
import { orderedSequential } from '../../../bench/services/ordered-sequential.ts';
import { sequential } from '../../../bench/services/sequential.ts';
import type { Service } from '../../../bench/services/service.ts';
import { Cas } from '../../../src/main/strategy/cas.ts';
import { PerKey } from '../../../src/main/strategy/per-key.ts';
import type { Strategy, StrategySettings } from '../../../src/main/strategy/strategy.ts';
import { randomFrom } from '../../node-under-test.ts';
import { OnStore } from './on-store.ts';

const nodeIds = ['n0', 'n1', 'n2'];
const noProgress = { mark: () => undefined, served: () => {} };

interface Life {
  readonly strategy: Strategy;
  isDead: boolean;
  isReady: boolean;
  total: number;
}

/** Nodes that are killed and started again while what they sent is lost, late or executed twice. */
class Restarts {
  readonly #on: OnStore;
  readonly #create: (settings: StrategySettings) => Strategy;
  readonly #random: () => number;
  readonly #lives = new Map<string, Life>();
  #seed: number;
  #isAdding = true;
  acknowledged = 0;
  added = 0;

  constructor(model: Service<unknown>, create: (settings: StrategySettings) => Strategy, seed: number) {
    this.#on = new OnStore(model);
    this.#create = create;
    this.#random = randomFrom(seed);
    this.#seed = seed * 1_000;
    this.#on.fate = () =>
      (['serve', 'serve', 'serve', 'lose', 'lose reply', 'late', 'twice', 'copy answers'] as const)[this.#below(8)]!;
    this.#on.lateMs = () => this.#below(60_000);
    this.#on.onMessage = ({ src, dest, body }) => {
      const copies = this.#below(3);
      for (let copy = 0; copy < copies; copy += 1) {
        const lateMs = this.#below(4) === 0 ? this.#below(30_000) : this.#below(50);
        this.#on.time.after(lateMs, () => this.#lives.get(dest)?.strategy.receive({ src, dest, body }));
      }
    };
  }

  /** Adds and kills for a while, then starts every node once more, with much still on its way. */
  run(): void {
    for (const nodeId of nodeIds) {
      this.#start(nodeId);
    }
    for (let step = 0; step < 40; step += 1) {
      this.#on.time.pass(this.#below(400));
      if (this.#below(4) === 0) {
        this.#start(nodeIds[this.#below(nodeIds.length)]!);
      }
    }
    this.#on.fate = () => 'serve';
    this.#isAdding = false;
    for (const nodeId of nodeIds) {
      this.#start(nodeId);
    }
    this.#on.time.pass(10_000);
  }

  /** Lets all that was late come. */
  settle(): void {
    this.#on.time.pass(100_000);
  }

  /** What each node says when it is asked. */
  reads(): (number | bigint | undefined)[] {
    return nodeIds.map((nodeId) => {
      const { strategy, total, isReady } = this.#lives.get(nodeId)!;
      const isDone =
        isReady && this.#on.completes((done) => strategy.write(total, noProgress, () => strategy.collect(done)));
      return isDone ? strategy.value() : undefined;
    });
  }

  #start(nodeId: string): void {
    const before = this.#lives.get(nodeId);
    if (before !== undefined) {
      before.isDead = true;
    }
    this.#seed += 1;
    const settings = this.#on.settings(nodeId, this.#seed, nodeIds, () => !life.isDead);
    const life: Life = { strategy: this.#create(settings), isDead: false, isReady: false, total: 0 };
    this.#lives.set(nodeId, life);
    life.strategy.recover(({ own }) => {
      life.isReady = true;
      life.total = own;
      this.#addOn(life);
    });
  }

  #addOn(life: Life): void {
    const delta = 1 + this.#below(9);
    this.#on.time.after(this.#below(300), () => {
      if (life.isDead || !this.#isAdding) {
        return;
      }
      this.added += delta;
      life.strategy.write(life.total + delta, noProgress, () => {
        this.acknowledged += delta;
        life.total += delta;
        this.#addOn(life);
      });
    });
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}

const models = {
  'osc-u': orderedSequential as Service<unknown>,
  'seq-kv': sequential(keyValue) as Service<unknown>,
  'adversarial-sequential': adversarialSequential as Service<unknown>,
};
const perKey = (settings: StrategySettings) => new PerKey(settings);
const cas = (settings: StrategySettings) => new Cas(settings);

describe.each([
  ['per-key', 'osc-u', perKey],
  ['per-key', 'seq-kv', perKey],
  ['cas', 'seq-kv', cas],
  ['cas', 'adversarial-sequential', cas],
] as const)('%s on %s, restarted while requests are lost, late and doubled', (_, model, create) => {
  test('every acknowledged add counts once, others at most once, and all nodes agree for good', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const restarts = new Restarts(models[model], create, seed);
      restarts.run();
      const first = restarts.reads();
      expect(new Set(first).size, `seed ${seed}: ${first}`).toBe(1);
      expect(first[0], `seed ${seed}`).toBeGreaterThanOrEqual(restarts.acknowledged);
      expect(first[0], `seed ${seed}`).toBeLessThanOrEqual(restarts.added);
      expect(restarts.acknowledged).toBeGreaterThan(0);
      restarts.settle();
      expect(restarts.reads(), `seed ${seed}`).toEqual(first);
    }
  });
});
