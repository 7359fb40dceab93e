import { below, type Random } from '../random.ts';
import type { Operation, Run } from '../run.ts';

/** What a client is to do next. */
export interface Request {
  readonly f: Operation['f'];
  /** `add`: the delta; else null. */
  readonly value: number | null;
  /** `echo`: what must come back. */
  readonly echo?: string;
}

/** The workloads `-w` knows. */
export const workloads = ['g-counter', 'pn-counter', 'echo'] as const satisfies readonly Run['workload'][];

/** A read: most of the load, and what every client closes a run with. */
export const readRequest: Request = { f: 'read', value: null };

/** Draws requests of which the given share are adds of 0 to 4, the others reads. */
export function drawWithAddShare(addShare: number, random: Random): Request {
  return random() < addShare ? { f: 'add', value: below(random, 5) } : readRequest;
}

/**
 * Draws the next request as Maelstrom's generators do. pn-counter: half adds of −5 to 4, half
 * reads. g-counter: the same without the negative adds, so a third adds of 0 to 4 and two thirds
 * reads. echo: one of 128 texts.
 */
export function drawRequest(workload: Run['workload'], random: Random): Request {
  if (workload === 'echo') {
    return { f: 'echo', value: null, echo: `Please echo ${below(random, 128)}` };
  }
  for (;;) {
    if (random() < 0.5) {
      return readRequest;
    }
    const delta = below(random, 10) - 5;
    if (workload === 'pn-counter' || delta >= 0) {
      return { f: 'add', value: delta };
    }
  }
}

/** The body of a request as JSON, with its keys in the order Maelstrom sends them. */
export function requestBody(request: Request, msgId: number): string {
  switch (request.f) {
    case 'add':
      return `{"delta":${request.value},"type":"add","msg_id":${msgId}}`;
    case 'read':
      return `{"type":"read","msg_id":${msgId}}`;
    case 'echo':
      return `{"echo":${JSON.stringify(request.echo)},"type":"echo","msg_id":${msgId}}`;
  }
}
