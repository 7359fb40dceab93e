import { expect, test } from 'vitest';
import { maelstromServices } from '../../../bench/services/maelstrom-services.ts';
import type { StoreChoices } from '../../../bench/services/store-choices.ts';

/** What a newcomer is shown by `seq-kv`, request by request, after ten writes. */
function shown(choices: StoreChoices) {
  const store = maelstromServices(choices).find(({ name }) => name === 'seq-kv')!;
  const call = (src: string, body: object) => store.handle({ src, body: { msg_id: 1, ...body } as never });
  for (let value = 1; value <= 10; value += 1) {
    call('n0', { type: 'write', key: 'a', value });
  }
  return Array.from({ length: 4 }, () => call('n1', { type: 'read', key: 'a' }));
}

test('the oldest states are those that a client may be shown at the worst, again and again', () => {
  const missing = { type: 'error', code: 20 };
  expect(shown('oldest')).toMatchObject([missing, missing, missing, missing]);
});

test('those of a seed are drawn from it', () => {
  expect(shown(1)).toEqual(shown(1));
  expect(shown(1)).not.toEqual(shown('oldest'));
});
