import type { Environment } from '../environment.ts';

/** Decides whether input goes to workers. */
export interface OffloadPolicy {
  /** True when it does. */
  readonly offloads: boolean;
  /** To be told of each read, and whether workers are there; true when they are wanted. */
  onRead(bytes: number, workersReady: boolean): boolean;
}

/** For a node without workers. */
export const neverOffload: OffloadPolicy = { offloads: false, onRead: () => false };

/**
 * Input goes to workers when the main thread is saturated, and when workers have proved not to be slower.
 *
 * As long as the main thread keeps up, a hop costs more than it saves, and latency. When it doesn't, workers take in about
 * as much as it does, and leave it a fifth to a quarter of its time; where others keep the cores busy, they take in much
 * less (measured on two cores). That can't be known beforehand, so both ways are measured, one after the other, and the
 * better one is kept until they are measured again.
 */
export class MeasuringOffloadPolicy implements OffloadPolicy {
  readonly #environment: Environment;
  readonly #busyMs: () => number;
  #phase: Phase = 'here';
  /** The period under way. */
  #fromMs = Number.NEGATIVE_INFINITY;
  #busyFromMs = 0;
  #bytes = 0;
  #wanted = false;
  /** In bytes per millisecond, when it was last measured while the main thread was saturated. */
  #speedHere = 0;
  #speedOnWorkers = 0;
  /** The last verdict, and how long it holds. */
  #verdict: Phase = 'here';
  #holdsMs = holdsMsMin;
  #holdsUntilMs = Number.NEGATIVE_INFINITY;

  /** `busyMs` says for how long in all the main thread has been busy, in milliseconds. */
  constructor(environment: Environment, busyMs: () => number) {
    this.#environment = environment;
    this.#busyMs = busyMs;
  }

  get offloads(): boolean {
    return this.#phase !== 'here';
  }

  onRead(bytes: number, workersReady: boolean): boolean {
    this.#bytes += bytes;
    const nowMs = this.#environment.nowMs();
    const elapsedMs = nowMs - this.#fromMs;
    if (elapsedMs >= periodMs) {
      const busyMs = this.#busyMs();
      // A trial that was broken off shows nothing.
      if (this.#isTrying && (!workersReady || elapsedMs > 2 * periodMs)) {
        this.#phase = 'here';
      } else {
        this.#judge(nowMs, this.#bytes / elapsedMs, (busyMs - this.#busyFromMs) / elapsedMs, workersReady);
      }
      this.#fromMs = nowMs;
      this.#busyFromMs = busyMs;
      this.#bytes = 0;
    }
    return this.#wanted;
  }

  get #isTrying(): boolean {
    return this.#phase === 'settling' || this.#phase === 'trial';
  }

  /** A period is over. */
  #judge(nowMs: number, speed: number, busyShare: number, workersReady: boolean): void {
    switch (this.#phase) {
      case 'here':
        this.#wanted = busyShare >= saturatedShare;
        if (!this.#wanted || !workersReady || nowMs < this.#holdsUntilMs) {
          return;
        }
        this.#speedHere = speed;
        this.#phase = 'settling';
        return;
      case 'settling':
        this.#phase = 'trial';
        return;
      case 'trial':
        this.#speedOnWorkers = speed;
        this.#decide(speed >= gainMin * this.#speedHere ? 'workers' : 'here', nowMs);
        return;
      case 'workers':
        // To be tried again; should the main thread keep up with what comes in now, it will stay here.
        if (nowMs < this.#holdsUntilMs && speed >= sameSpeedMin * this.#speedOnWorkers) {
          return;
        }
        this.#phase = 'here';
        this.#holdsUntilMs = nowMs;
    }
  }

  #decide(verdict: 'here' | 'workers', nowMs: number): void {
    this.#holdsMs = verdict === this.#verdict ? Math.min(2 * this.#holdsMs, holdsMsMax) : holdsMsMin;
    this.#holdsUntilMs = nowMs + this.#holdsMs;
    this.#verdict = verdict;
    this.#phase = verdict;
  }
}

/** Where input goes: `here`, or to workers, who have just been turned to (`settling`), are measured, or have proved to be better. */
type Phase = 'here' | 'settling' | 'trial' | 'workers';

/** Speeds are measured over so long, in milliseconds. */
const periodMs = 200;
/** The main thread is taken for saturated when it was busy for this share of a period. */
const saturatedShare = 0.85;
/** Workers take in as much as the main thread, but for chance: then it has time for other things. */
const gainMin = 0.95;
/** While input comes in more slowly than this share of what was measured, the load is another one. */
const sameSpeedMin = 0.7;
/** How long a verdict holds, in milliseconds: longer each time that it is confirmed. */
const holdsMsMin = 2_000;
const holdsMsMax = 30_000;
