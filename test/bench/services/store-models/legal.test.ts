import { describe, expect, test } from 'vitest';
import type { ServiceReply } from '../../../../bench/services/service.ts';
import { type Answered, legalOrder } from './legal.ts';

const missing: ServiceReply = { type: 'error', code: 20, text: 'key does not exist' };
const refused = (current: number, from: number): ServiceReply => ({
  type: 'error',
  code: 22,
  text: `current value ${current} is not ${from}`,
});

const read = (src: string, key: string, value?: number): Answered => ({
  request: { src, body: { type: 'read', key } },
  reply: value === undefined ? missing : { type: 'read_ok', value },
});
const write = (src: string, key: string, value: number): Answered => ({
  request: { src, body: { type: 'write', key, value } },
  reply: { type: 'write_ok' },
});
const cas = (
  src: string,
  key: string,
  from: number,
  to: number,
  reply: ServiceReply = { type: 'cas_ok' },
): Answered => ({
  request: { src, body: { type: 'cas', key, from, to, create_if_not_exists: true } },
  reply,
});

/** The rules that a history satisfies. */
const rulesOf = (...history: readonly Answered[]) =>
  (['sequential', 'osc-u', 'linearizable'] as const).filter((rule) => legalOrder(history, rule) !== undefined);

describe('the checker of small histories', () => {
  test('passes what one store answers', () => {
    expect(rulesOf()).toEqual(['sequential', 'osc-u', 'linearizable']);
    expect(
      rulesOf(
        read('a', 'x'),
        write('a', 'x', 1),
        read('b', 'x', 1),
        cas('b', 'x', 1, 2),
        cas('a', 'x', 1, 3, refused(2, 1)),
        cas('a', 'y', 7, 5),
        read('b', 'y', 5),
      ),
    ).toEqual(['sequential', 'osc-u', 'linearizable']);
  });

  test('gives an order that explains the answers', () => {
    const history = [write('a', 'x', 1), write('a', 'x', 2), read('b', 'x', 1), write('a', 'x', 3)];
    expect(legalOrder(history, 'sequential')).toEqual([0, 2, 1, 3]);
  });

  test('a stale read of another client is sequential and OSC(U), not linearizable', () => {
    expect(rulesOf(write('a', 'x', 1), read('b', 'x'))).toEqual(['sequential', 'osc-u']);
  });

  test('a stale read after an update of one’s own is sequential only', () => {
    expect(rulesOf(write('a', 'x', 1), write('b', 'y', 1), read('b', 'x'))).toEqual(['sequential']);
  });

  test('a refusal that was true only before is sequential only', () => {
    expect(rulesOf(write('a', 'x', 1), write('a', 'x', 2), cas('b', 'x', 2, 3, refused(1, 2)))).toEqual(['sequential']);
  });

  test('a read of what is written only later is sequential only', () => {
    expect(rulesOf(read('b', 'x', 1), write('a', 'x', 1))).toEqual(['sequential']);
  });

  test.each([
    ['a value nobody wrote', [read('a', 'x', 1)]],
    ['one’s own write not seen', [write('a', 'x', 1), read('a', 'x')]],
    ['one’s own read of the future', [read('a', 'x', 1), write('a', 'x', 1)]],
    ['time that goes back', [write('a', 'x', 1), write('a', 'x', 2), read('b', 'x', 2), read('b', 'x', 1)]],
    [
      'two writers, each overlooked by the other',
      [write('a', 'x', 1), write('b', 'y', 1), read('a', 'y'), read('b', 'x')],
    ],
    [
      'two readers who differ about the order',
      [write('a', 'x', 1), write('b', 'y', 1), read('c', 'x', 1), read('c', 'y'), read('d', 'y', 1), read('d', 'x')],
    ],
    [
      'two cas that succeed from one value',
      [write('a', 'x', 0), read('b', 'x', 0), cas('a', 'x', 0, 1), cas('b', 'x', 0, 2)],
    ],
    ['a refusal by a value that never was', [write('a', 'x', 0), cas('b', 'x', 1, 2, refused(5, 1))]],
    ['a refusal by the value asked for', [write('a', 'x', 0), cas('a', 'x', 0, 2, refused(0, 0))]],
    ['a key that ceases to exist', [write('a', 'x', 0), read('b', 'x', 0), read('b', 'x')]],
  ] as const)('rejects %s', (_, history) => {
    expect(rulesOf(...history)).toEqual([]);
  });
});
