import { below } from '../random.ts';
import { get } from './persistent-map.ts';
import { type SequentialState, sequential } from './sequential.ts';
import type { Service, ServiceRequest, Step } from './service.ts';

/**
 * Maelstrom's sequential wrapper as it was before 0.2.3: {@link sequential}, but the state on which
 * a request is tried was drawn from `rand-int(last - seen)` instead of `rand-int(last - seen + 1)`.
 * So no client is shown the newest state unless it is already there: what another client wrote last
 * can't be read, however often one tries, until a changing operation of one's own (or of another
 * client, which then is the last).
 *
 * @param inner - A service that draws nothing itself.
 */
export function sequentialBefore023<State>(inner: Service<State>, size?: number): Service<SequentialState<State>> {
  const service = sequential(inner, size);
  return {
    initial: service.initial,
    handle(state: SequentialState<State>, request: ServiceRequest, random): Step<SequentialState<State>> {
      const behind = state.lastIndex - (get(state.clients, request.src) ?? 0);
      // Today's wrapper draws one of `behind + 1` states: this is the middle of the share that
      // leads to the one wanted.
      const draw = () => (below(random, behind) + 0.5) / (behind + 1);
      return service.handle(state, request, draw);
    },
  };
}
