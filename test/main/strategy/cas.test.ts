import { describe, expect, test } from 'vitest';
import { adversarialSequential } from '../../../bench/services/adversarial-sequential.ts';
import type { Service } from '../../../bench/services/service.ts';
import { Cas } from '../../../src/main/strategy/cas.ts';
import { OnStore } from './on-store.ts';

const noProgress = { mark: () => undefined, served: () => {} };

describe('cas on a store that shows each client the oldest state that it may', () => {
  test('a node whose step a peer took along catches up, though it has missed what came after', () => {
    const on = new OnStore(adversarialSequential as Service<unknown>);
    const n0 = new Cas(on.settings('n0', 1, ['n0', 'n1']));
    const n1 = new Cas(on.settings('n1', 2, ['n0', 'n1']));
    const write = (node: Cas, target: number) => on.completes((done) => node.write(target, noProgress, done));
    expect(on.completes((done) => n0.recover(done))).toBe(true);
    expect(on.completes((done) => n1.recover(done))).toBe(true);
    expect(write(n1, 5)).toBe(true);

    // n0 is refused, and asks for help; what it would learn from the store is lost.
    on.fate = ({ src, body }) => (src === 'n0' && body.type !== 'cas' ? 'lose' : 'serve');
    let isTaken = false;
    n0.write(1, noProgress, () => {
      isTaken = true;
    });
    on.time.pass(100);
    const help = on.messages.findLast(({ src, body }) => src === 'n0' && body.type === 'sluice_help')!;
    n1.receive(help);
    expect(write(n1, 6)).toBe(true);
    expect(isTaken).toBe(false);
    n0.receive(on.messages.at(-1)!);
    expect(isTaken).toBe(true);

    // The store still shows n0 what was there before; n1 moves on, and n0 is not told.
    expect(write(n1, 7)).toBe(true);
    on.fate = () => 'serve';
    expect(write(n0, 2)).toBe(true);
    expect([n0.total('n0'), n0.total('n1')]).toEqual([2, 7]);
  });

  test('an answer to a request for help does not end a write whose step was not taken along', () => {
    const on = new OnStore(adversarialSequential as Service<unknown>);
    const n0 = new Cas(on.settings('n0', 1, ['n0', 'n1']));
    const n1 = new Cas(on.settings('n1', 2, ['n0', 'n1']));
    expect(on.completes((done) => n0.recover(done))).toBe(true);
    expect(on.completes((done) => n1.recover(done))).toBe(true);
    on.fate = ({ src, body }) => (src === 'n0' ? (body.type === 'cas' ? 'refuse' : 'lose') : 'serve');
    let isTaken = false;
    n0.write(1, noProgress, () => {
      isTaken = true;
    });
    on.time.pass(100);
    const help = on.messages.findLast(({ src, body }) => src === 'n0' && body.type === 'sluice_help')!;
    expect(on.completes((done) => n1.write(6, noProgress, done))).toBe(true);
    const news = on.messages.at(-1)!;
    n0.receive({ ...news, body: { ...news.body, heard: { n0: help.body.token } } });
    expect([isTaken, n0.total('n1'), n0.total('n0')]).toEqual([false, 6, 0]);
    on.fate = () => 'serve';
    on.time.pass(60_000);
    expect([isTaken, n0.total('n0')]).toEqual([true, 1]);
  });
});
