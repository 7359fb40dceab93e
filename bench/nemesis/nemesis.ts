import type { Environment, Timer } from '../../src/main/environment.ts';
import type { NodeLives } from '../cluster/node-lives.ts';
import { healthyLinks } from '../network/link-faults.ts';
import type { Network } from '../network/network.ts';
import type { FaultInterval } from '../run.ts';
import type { Fault, FaultEvent, FaultKind } from './fault.ts';

/** What a {@link Nemesis} works on. */
export interface NemesisOptions {
  readonly environment: Environment;
  readonly network: Network;
  readonly lives: NodeLives;
  /** In order of time. */
  readonly events: readonly FaultEvent[];
  /** Called when a fault was switched on, and when it was switched off. */
  readonly switched?: (fault: FaultInterval, on: boolean) => void;
}

interface Interval extends FaultInterval {
  readonly kind: FaultKind;
  /** The nodes that this fault itself killed or paused. */
  readonly taken: readonly string[];
}

/** Switches the faults of a schedule on and off, and records when each was on. */
export class Nemesis {
  readonly #options: NemesisOptions;
  readonly #intervals: Interval[] = [];
  #originMs = 0;
  #next = 0;
  #timer: Timer | undefined;

  constructor(options: NemesisOptions) {
    this.#options = options;
  }

  /** Every fault so far; times count from {@link start}. */
  get intervals(): readonly FaultInterval[] {
    return this.#intervals.map(({ fault, detail, fromMs, toMs }) => ({ fault, detail, fromMs, toMs }));
  }

  /** The kinds of faults that are on now, with their details. */
  get on(): readonly FaultInterval[] {
    return this.#intervals.filter(({ toMs }) => toMs === Number.POSITIVE_INFINITY);
  }

  /** Time 0 of the schedule is now. */
  start(): void {
    this.#originMs = this.#options.environment.nowMs();
    this.#arm();
  }

  /** No fault comes any more; those that are on stay. */
  stop(): void {
    this.#timer?.cancel();
    this.#next = this.#options.events.length;
  }

  /**
   * Switches everything off: heals links, resumes and restarts nodes. Calls `healed` when all have
   * answered `init`.
   */
  heal(healed: () => void): void {
    this.stop();
    Object.assign(this.#options.network.faults, healthyLinks());
    for (const interval of this.#intervals) {
      if (interval.toMs === Number.POSITIVE_INFINITY) {
        this.#close(interval);
      }
    }
    this.#options.lives.recover(healed);
  }

  #arm(): void {
    const event = this.#options.events[this.#next];
    if (event) {
      this.#timer = this.#options.environment.after(event.atMs - this.#sinceStart(), () => {
        this.#next += 1;
        if (event.on) {
          this.#switchOn(event.fault);
        } else {
          this.#switchOff(event.fault);
        }
        this.#arm();
      });
    }
  }

  #switchOn(fault: Fault): void {
    const { network, lives } = this.#options;
    let taken: readonly string[] = [];
    switch (fault.kind) {
      case 'partition':
        network.faults.grudge = fault.grudge;
        break;
      case 'kill':
        taken = lives.kill(fault.nodes);
        break;
      case 'pause':
        taken = lives.pause(fault.nodes);
        break;
      case 'isolate-kv':
        network.faults.isolated = new Set(fault.nodes);
        break;
      case 'loss':
        network.faults.loss = fault.probability;
        break;
      case 'duplicate':
        network.faults.duplicate = fault.probability;
        break;
      case 'reorder':
        network.faults.reorder = fault.probability;
        network.faults.reorderMaxMs = fault.delayMaxMs;
        break;
    }
    // A node that is already down is left alone; when that leaves none, nothing happened.
    if ((fault.kind === 'kill' || fault.kind === 'pause') && taken.length === 0) {
      return;
    }
    const interval: Interval = {
      kind: fault.kind,
      fault: fault.kind,
      detail: detailOf(fault, taken),
      taken,
      fromMs: this.#sinceStart(),
      toMs: Number.POSITIVE_INFINITY,
    };
    this.#intervals.push(interval);
    this.#options.switched?.(interval, true);
  }

  #switchOff(fault: Fault): void {
    const { network, lives } = this.#options;
    const interval = this.#intervals.findLast(
      ({ kind, toMs }) => kind === fault.kind && toMs === Number.POSITIVE_INFINITY,
    );
    if (!interval) {
      return;
    }
    this.#close(interval);
    const healthy = healthyLinks();
    switch (fault.kind) {
      case 'partition':
        network.faults.grudge = healthy.grudge;
        break;
      case 'kill':
        lives.restart(interval.taken);
        break;
      case 'pause':
        lives.resume(interval.taken);
        break;
      case 'isolate-kv':
        network.faults.isolated = healthy.isolated;
        break;
      case 'loss':
        network.faults.loss = 0;
        break;
      case 'duplicate':
        network.faults.duplicate = 0;
        break;
      case 'reorder':
        network.faults.reorder = 0;
        break;
    }
  }

  #close(interval: Interval): void {
    interval.toMs = this.#sinceStart();
    this.#options.switched?.(interval, false);
  }

  #sinceStart(): number {
    return this.#options.environment.nowMs() - this.#originMs;
  }
}

function detailOf(fault: Fault, taken: readonly string[]): string {
  switch (fault.kind) {
    case 'partition':
      return fault.detail;
    case 'kill':
    case 'pause':
      return taken.join(' ');
    case 'isolate-kv':
      return fault.nodes.join(' ');
    case 'loss':
    case 'duplicate':
      return `${Math.round(fault.probability * 100)} %`;
    case 'reorder':
      return `${Math.round(fault.probability * 100)} % by up to ${Math.round(fault.delayMaxMs)} ms`;
  }
}
