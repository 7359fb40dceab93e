import type { ServiceHolder } from '../../services/service-holder.ts';
import { type Observe, simulate } from '../../simulator/simulate.ts';
import type { StartNode } from '../../simulator/virtual-cluster.ts';
import type { VirtualTime } from '../../virtual-time.ts';
import { playNode } from './play-node.ts';
import { EndlessPlay, type Played } from './played.ts';
import { runScriptOf, type Script } from './script.ts';

/**
 * Plays a script, with hooks to observe it.
 *
 * @throws {EndlessPlay} when it makes no progress.
 * @throws {PlayStopped} when the time for it is up.
 */
export type Play = (script: Script, observe?: Observe) => Played;

/** More requests than this at one moment have no end. With real processes each takes about 1 ms. */
const requestsMax = { design: 5_000, node: 1_000 };

/**
 * How scripts are played: a design's as a simulated run, a node's in lockstep.
 *
 * @param startNode - How a life of a design's node begins; unless given, as the design says.
 * @param isOver - Whether the time for a play of real processes is up; never unless given.
 */
export function player(startNode?: StartNode, isOver: () => boolean = () => false): Play {
  return (script, observe) => {
    if (script.node !== undefined) {
      return playNode(script, script.node, bounded(requestsMax.node, observe), isOver);
    }
    const options = { ...script.options, concurrency: script.workers.length };
    return simulate(script.seed, options, script.requirements, startNode, {
      script: runScriptOf(script),
      storeChoices: script.storeSeed,
      observe: bounded(requestsMax.design, observe),
    });
  };
}

function bounded(most: number, observe?: Observe): Observe {
  return (time, services) => {
    const observer = observe?.(time, services);
    const counter = new RequestCounter(time, most);
    const counted = (service: ServiceHolder): ServiceHolder => ({
      ...service,
      handle(request) {
        counter.count();
        return service.handle(request);
      },
    });
    return { ...observer, services: (observer?.services ?? services).map(counted) };
  };
}

/** Counts the requests of one moment. */
class RequestCounter {
  readonly #time: VirtualTime;
  readonly #most: number;
  #atMs = 0;
  #requests = 0;

  constructor(time: VirtualTime, most: number) {
    this.#time = time;
    this.#most = most;
  }

  count(): void {
    const nowMs = this.#time.nowMs();
    this.#requests = nowMs === this.#atMs ? this.#requests + 1 : 0;
    this.#atMs = nowMs;
    if (this.#requests > this.#most) {
      throw new EndlessPlay(`${this.#most} requests at ${nowMs} ms, and no end`);
    }
  }
}
