import type { Environment } from '../environment.ts';

/** Decides whether input is decoded by workers or by the main thread. */
export interface OffloadPolicy {
  /** True while it goes to workers. */
  readonly offloads: boolean;
  /** Notes a read of so many bytes, and whether workers are running; true when they should be. */
  onRead(bytes: number, workersReady: boolean): boolean;
}

/** The policy of a node without workers. */
export const neverOffload: OffloadPolicy = { offloads: false, onRead: () => false };

/**
 * Offloads input to workers when the main thread is saturated and workers have proved to be no
 * slower.
 *
 * While the main thread keeps up, offloading costs more than it saves, and adds latency. When it
 * doesn't, workers decode about as much as it would, and leave it a fifth to a quarter of its time;
 * where other processes keep the cores busy, they decode much less (measured on two cores). Nobody
 * can know that beforehand. So both ways are measured, one after the other, and the better one is
 * kept until the next trial.
 */
export class MeasuringOffloadPolicy implements OffloadPolicy {
  readonly #environment: Environment;
  readonly #busyMs: () => number;
  #phase: Phase = 'here';
  /**
   * When the current period began, how busy the main thread had been by then, and what was read
   * since.
   */
  #fromMs = Number.NEGATIVE_INFINITY;
  #busyFromMs = 0;
  #bytes = 0;
  #wanted = false;
  /**
   * The speeds measured last, in bytes per millisecond; of the main thread, while it was saturated.
   */
  #speedHere = 0;
  #speedOnWorkers = 0;
  /** The last verdict, and for how long it holds. */
  #verdict: Phase = 'here';
  #holdsMs = holdsMsMin;
  #holdsUntilMs = Number.NEGATIVE_INFINITY;

  /**
   * `busyMs` gives the time that the main thread has been busy since it started, in milliseconds.
   */
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
      // A trial that was interrupted shows nothing.
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

  /** Takes the measurements of a period that is over, and decides where input goes in the next. */
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
        // Back to the main thread, to measure it again; if it keeps up with the present load, input
        // stays there.
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

/**
 * Where input goes: to the main thread (`here`), or to workers, which have just begun (`settling`),
 * are being measured (`trial`), or have proved to be no slower.
 */
type Phase = 'here' | 'settling' | 'trial' | 'workers';

/** The time over which a speed is measured, in milliseconds. */
const periodMs = 200;
/** The share of a period from which on the main thread counts as saturated. */
const saturatedShare = 0.85;
/**
 * The least speed of workers, as a share of the main thread's, for which they are used: as fast,
 * but for noise.
 */
const gainMin = 0.95;
/** When input comes in more slowly than this share of the speed measured, the load has changed. */
const sameSpeedMin = 0.7;
/**
 * The times that a verdict holds, in milliseconds: at first, and at most; each confirmation doubles
 * it.
 */
const holdsMsMin = 2_000;
const holdsMsMax = 30_000;
