import { expect, test } from 'vitest';
import { RefreshRequests } from '../../../src/main/peers/refresh-requests.ts';

const arrivedAt = (order: number, readMs: number) => ({ order, readMs, sinceMs: readMs, previousReadMs: readMs });

function requestOf(src: string, token: unknown, ageMaxMs: unknown = 0) {
  return { src, dest: 'n0', body: { type: 'sluice_refresh', token, age_max_ms: ageMaxMs } };
}

const peersOf = (taken: readonly { readonly peer: string }[]) => taken.map(({ peer }) => peer);

test('a refresh that began later, or is no older than it may be, answers', () => {
  for (const [order, ms, isServed] of [
    [5, 0, false],
    [6, 0, true],
    [0, 949, false],
    [0, 950, true],
  ] as const) {
    const requests = new RefreshRequests(['n0', 'n1', 'n2']);
    requests.hold(requestOf('n1', 7, 50), arrivedAt(5, 1_000));
    expect(requests.servesAny({ order, ms })).toBe(isServed);
    expect(requests.servesAll({ order, ms })).toBe(isServed);
    expect(requests.takeServed({ order, ms })).toHaveLength(isServed ? 1 : 0);
    expect(requests.takeServed({ order: 100, ms })).toHaveLength(isServed ? 0 : 1);
  }
});

test('any and all differ where only some are answered', () => {
  const requests = new RefreshRequests(['n0', 'n1', 'n2']);
  const refresh = { order: 4, ms: 0 };
  expect([requests.servesAny(refresh), requests.servesAll(refresh)]).toEqual([false, true]);
  requests.hold(requestOf('n1', 7), arrivedAt(3, 1_000));
  requests.hold(requestOf('n2', 8), arrivedAt(5, 1_000));
  expect([requests.servesAny(refresh), requests.servesAll(refresh)]).toEqual([true, false]);
  expect(peersOf(requests.takeServed(refresh))).toEqual(['n1']);
  expect([requests.servesAny(refresh), requests.servesAll(refresh)]).toEqual([false, false]);
  expect(peersOf(requests.takeServed({ order: 6, ms: 0 }))).toEqual(['n2']);
});

test('the answer says how old the refresh is, if it began before the request came', () => {
  for (const [order, ms, ageMs] of [
    [5, 960, 40],
    [5, 1_010, 0],
    [6, 960, undefined],
  ] as const) {
    const requests = new RefreshRequests(['n0', 'n1']);
    requests.hold(requestOf('n1', 7, 50), arrivedAt(5, 1_000));
    const [answered] = requests.takeServed({ order, ms });
    expect([answered?.peer, answered?.token, answered?.ageMs]).toEqual(['n1', 7, ageMs]);
    expect(answered !== undefined && 'ageMs' in answered).toBe(ageMs !== undefined);
  }
});

test.each([
  ['n9', 7, 50],
  ['n1', -1, 50],
  ['n1', '7', 50],
  ['n1', 7, '50'],
  ['n1', 7, undefined],
])('a request of %j with token %j and age %j is ignored', (src, token, ageMaxMs) => {
  const requests = new RefreshRequests(['n0', 'n1']);
  requests.hold(requestOf(src, token, ageMaxMs === undefined ? null : ageMaxMs), arrivedAt(1, 0));
  expect(requests.takeServed({ order: 9, ms: 0 })).toEqual([]);
});

test('the last request of a peer counts: a lower token is a late copy, one far lower another life', () => {
  const tokenAfter = (first: number, second: number) => {
    const requests = new RefreshRequests(['n0', 'n1']);
    requests.hold(requestOf('n1', first), arrivedAt(1, 0));
    requests.hold(requestOf('n1', second), arrivedAt(2, 0));
    return requests.takeServed({ order: 9, ms: 0 })[0]?.token;
  };
  const far = 2 ** 32;
  expect(tokenAfter(10, 11)).toBe(11);
  expect(tokenAfter(11, 10)).toBe(11);
  expect(tokenAfter(far + 10, 11)).toBe(far + 10);
  expect(tokenAfter(far + 10, 10)).toBe(10);
});
