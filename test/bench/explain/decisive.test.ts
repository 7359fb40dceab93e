import { expect, test } from 'vitest';
import { decisive } from '../../../bench/explain/decisive.ts';
import type { Failure } from '../../../bench/explain/failure.ts';
import type { Trace, TraceEvent } from '../../../bench/explain/trace.ts';
import type { Operation } from '../../../bench/run.ts';

const read = { client: 'c1', node: 'n0', f: 'read', invokedMs: 10, completedMs: 12 } as Operation;

const message = (kind: 'send' | 'receive', id: number, src: string, dest: string, atMs: number): TraceEvent => ({
  kind,
  id,
  src,
  dest,
  atMs,
  body: { type: 'some', msg_id: id },
});

test('a message that is still under way at the wrong answer is kept with its arrival', () => {
  const events: readonly TraceEvent[] = [
    message('send', 1, 'c9', 'n1', 5),
    message('receive', 1, 'c9', 'n1', 6),
    message('send', 2, 'c1', 'n0', 10),
    message('receive', 2, 'c1', 'n0', 11),
    message('send', 3, 'n0', 'n1', 11),
    message('send', 4, 'n0', 'c1', 11),
    message('receive', 4, 'n0', 'c1', 12),
    { kind: 'completed', atMs: 12, operation: read },
    message('receive', 3, 'n0', 'n1', 15),
    message('send', 5, 'n0', 'n1', 16),
  ];
  const failure = { checker: 'final', direction: 'low', message: '', operation: read } as Failure;
  const kept = decisive({ events } as Trace, failure, undefined);
  expect(kept.events.map((event) => ('id' in event ? `${event.kind} ${event.id}` : event.kind))).toEqual([
    'send 2',
    'receive 2',
    'send 3',
    'send 4',
    'receive 4',
    'completed',
    'receive 3',
  ]);
  expect(kept.at).toBe(-1);
});
