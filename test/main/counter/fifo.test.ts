import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fifo } from '../../../src/main/counter/fifo.ts';

describe('Fifo', () => {
  test('behaves as an array does, whatever is done to it', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('push' as const), item: fc.integer() }),
      fc.record({ do: fc.constant('unshift' as const), item: fc.integer() }),
      fc.record({ do: fc.constant('insert' as const), item: fc.integer() }),
      fc.record({ do: fc.constant('shift' as const) }),
      fc.record({ do: fc.constant('shift' as const) }),
      fc.record({ do: fc.constant('clear' as const) }),
    );
    const run = fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
      const fifo = new Fifo<number>();
      const model: number[] = [];
      for (const what of steps) {
        switch (what.do) {
          case 'push':
          case 'unshift':
            fifo[what.do](what.item);
            model[what.do](what.item);
            break;
          case 'insert': {
            fifo.insert(what.item, (other) => other > what.item);
            let at = model.length;
            while (at > 0 && model[at - 1]! > what.item) {
              at -= 1;
            }
            model.splice(at, 0, what.item);
            break;
          }
          case 'shift':
            expect(fifo.shift()).toBe(model.shift());
            break;
          case 'clear':
            fifo.clear();
            model.length = 0;
        }
        expect([...fifo]).toEqual(model);
        expect([fifo.length, fifo.first, fifo.last]).toEqual([model.length, model[0], model.at(-1)]);
      }
    });
    fc.assert(run, { seed: 1, numRuns: 100 });
  });

  test('a queue that is never empty does not grow', () => {
    const fifo = new Fifo<number>();
    fifo.push(0);
    let most = 0;
    for (let i = 1; i < 10_000; i += 1) {
      fifo.push(i);
      fifo.shift();
      most = Math.max(most, fifo.places);
    }
    expect(fifo.first).toBe(9_999);
    expect(most).toBeLessThan(70);
  });

  test('empty places go when they are half of all, and at least 32', () => {
    const of = (items: number, taken: number) => {
      const fifo = new Fifo<number>();
      for (let i = 0; i < items; i += 1) {
        fifo.push(i);
      }
      for (let i = 0; i < taken; i += 1) {
        fifo.shift();
      }
      return [fifo.length, fifo.places];
    };
    expect(of(40, 31)).toEqual([9, 40]);
    expect(of(40, 32)).toEqual([8, 8]);
    expect(of(100, 49)).toEqual([51, 100]);
    expect(of(100, 50)).toEqual([50, 50]);
  });
});
