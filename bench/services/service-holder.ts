import type { Random } from '../random.ts';
import type { Service, ServiceReply, ServiceRequest } from './service.ts';

/** A service with its present state, which the network talks to. */
export interface ServiceHolder {
  readonly name: string;
  /**
   * Runs a request on the state; the reply carries the request's `msg_id` as `in_reply_to`, null
   * when it had none.
   */
  handle(request: ServiceRequest): ServiceReply | undefined;
  /** The state as it stands, to look at. */
  state(): unknown;
}

/** Gives a model its name on the network, a state and a stream of randomness of its own. */
export function holdService<State>(name: string, service: Service<State>, random: Random): ServiceHolder {
  let state = service.initial;
  return {
    name,
    handle(request) {
      const step = service.handle(state, request, random);
      state = step.state;
      return step.reply && { ...step.reply, in_reply_to: request.body.msg_id ?? null };
    },
    state: () => state,
  };
}
