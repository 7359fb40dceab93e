import { canonical } from '../../../../bench/json/json-value.ts';
import { type KeyValues, keyValue } from '../../../../bench/services/key-value.ts';
import { entries } from '../../../../bench/services/persistent-map.ts';
import type { ServiceReply, ServiceRequest } from '../../../../bench/services/service.ts';

/**
 * One request and what came back. A history is a list of these, in the order in which they were
 * answered, one at a time.
 */
export interface Answered {
  readonly request: ServiceRequest;
  readonly reply: ServiceReply | undefined;
}

/**
 * What a total order has to keep besides each client's own: `sequential` nothing; `osc-u` that an
 * update comes after all that was answered before it; `linearizable` that everything does.
 */
export type Rule = 'sequential' | 'osc-u' | 'linearizable';

/**
 * A total order in which one plain key-value store gives every answer of the history, as indices
 * into it; undefined if there is none. Searches every order that the rule allows, but never goes on
 * twice from the same operations done and the same state.
 */
export function legalOrder(history: readonly Answered[], rule: Rule): readonly number[] | undefined {
  const programs = programsOf(history);
  const deadEnds = new Set<string>();
  const order: number[] = [];

  function search(state: KeyValues, done: readonly number[]): boolean {
    if (order.length === history.length) {
      return true;
    }
    const point = `${done} ${JSON.stringify([...entries(state)])}`;
    if (deadEnds.has(point)) {
      return false;
    }
    const next = programs.map((program, client) => program[done[client]!] ?? history.length);
    const oldest = Math.min(...next);
    for (const [client, index] of next.entries()) {
      const answered = history[index];
      if (answered === undefined || (index > oldest && waitsForOlder(answered, rule))) {
        continue;
      }
      const step = keyValue.handle(state, answered.request, () => 0);
      if (canonical(step.reply) !== canonical(answered.reply)) {
        continue;
      }
      order.push(index);
      if (search(step.state, done.with(client, done[client]! + 1))) {
        return true;
      }
      order.pop();
    }
    deadEnds.add(point);
    return false;
  }

  const none = programs.map(() => 0);
  return search(keyValue.initial, none) ? order : undefined;
}

/** For each client, the indices of its operations. */
function programsOf(history: readonly Answered[]): readonly (readonly number[])[] {
  const programs = new Map<string, number[]>();
  for (const [index, { request }] of history.entries()) {
    const program = programs.get(request.src) ?? [];
    program.push(index);
    programs.set(request.src, program);
  }
  return [...programs.values()];
}

/** Whether an operation comes after everything that was answered before it. */
function waitsForOlder({ request }: Answered, rule: Rule): boolean {
  return rule === 'linearizable' || (rule === 'osc-u' && request.body.type !== 'read');
}
