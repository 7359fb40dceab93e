import type { Environment } from './environment.ts';

/** Decides whether input goes to workers. */
export interface HopPolicy {
  /** True when it does. */
  readonly hops: boolean;
  /** To be told of each read, and whether workers are there; true when they are wanted. */
  onRead(bytes: number, workersReady: boolean): boolean;
}

/**
 * Input goes to workers when it comes in faster than the main thread takes it, and when workers have proved to make that better.
 *
 * As long as the main thread keeps up, a hop costs more than it saves, and latency. When it doesn't, workers take in a
 * fifth more where they have cores of their own, and a third less where others keep the cores busy (measured on two
 * cores). That can't be known beforehand, so both are tried for a moment, and the better way is kept until the next trial.
 */
export class TriedHopPolicy implements HopPolicy {
  readonly #environment: Environment;
  #fullReads = 0;
  /** Which way was better, and since when that is known. */
  #best: Way = 'here';
  #knownMs = Number.NEGATIVE_INFINITY;
  /** How long that is kept: longer each time that it is confirmed. */
  #keptMs = keptMsMin;
  /** The trial under way. */
  #trial: { way: Way; fromMs: number; bytes: number; hereSpeed: number } | undefined;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  get hops(): boolean {
    return this.#fullReads >= fullReads && (this.#trial?.way ?? this.#best) === 'worker';
  }

  onRead(bytes: number, workersReady: boolean): boolean {
    this.#fullReads = bytes >= fullReadBytes ? this.#fullReads + 1 : 0;
    if (this.#fullReads < fullReads) {
      this.#trial = undefined;
      return false;
    }
    const nowMs = this.#environment.nowMs();
    if (workersReady && nowMs - this.#knownMs >= this.#keptMs) this.#try(bytes, nowMs);
    return true;
  }

  #try(bytes: number, nowMs: number): void {
    this.#trial ??= { way: 'here', fromMs: nowMs, bytes: 0, hereSpeed: 0 };
    const { way, fromMs, hereSpeed } = this.#trial;
    if (nowMs - fromMs < trialMs) {
      this.#trial.bytes += bytes;
      return;
    }
    const speed = this.#trial.bytes / (nowMs - fromMs);
    if (way === 'here') {
      this.#trial = { way: 'worker', fromMs: nowMs, bytes, hereSpeed: speed };
    } else {
      const best = speed > gainMin * hereSpeed ? 'worker' : 'here';
      this.#keptMs = best === this.#best ? Math.min(2 * this.#keptMs, keptMsMax) : keptMsMin;
      this.#best = best;
      this.#knownMs = nowMs;
      this.#trial = undefined;
    }
  }
}

type Way = 'here' | 'worker';

/** A read of so many bytes is a sign that the pipe, which holds 64 KiB, was full; so many in a row are a proof. */
const fullReadBytes = 48 * 1024;
const fullReads = 16;
/** How long each way is tried, and how long the better one is kept, in milliseconds. The first trials are of code that V8 has yet to compile. */
const trialMs = 100;
const keptMsMin = 500;
const keptMsMax = 8_000;
/** Less is chance. */
const gainMin = 1.05;
