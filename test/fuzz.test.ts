import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from './any-text.ts';
import { NodeUnderTest } from './node-under-test.ts';

const seed = 20_260_101;

/** Things that are no valid add, whole lines or not. */
const garbage = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(text)),
  anyText().map((text) => Buffer.from(text)),
  fc
    .record({
      src: fc.oneof(fc.constant('c9'), fc.anything()),
      dest: fc.constant('n0'),
      body: fc.oneof(
        fc.anything(),
        fc.record({
          type: fc.constant('add'),
          msg_id: fc.integer(),
          delta: fc.constantFrom(-1, 1.5, '1', null, 2 ** 60),
        }),
        fc.record({ type: fc.string(), msg_id: fc.integer(), in_reply_to: fc.integer() }),
        fc.record({ type: fc.constant('add'), delta: fc.nat(), msg_id: fc.constantFrom(undefined, null, 'x', 0.5) }),
      ),
    })
    .map((message) => Buffer.from(safeJson(message))),
);

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'undefined';
  } catch {
    return '{';
  }
}

/** Garbage that happens to be a good add would be counted, and rightly so. */
function isNoAdd(bytes: Buffer): boolean {
  return (
    !/"add"/.test(bytes.toString('latin1')) ||
    /"delta":(-1|1\.5|"1"|null|1152921504606846976)|"msg_id":("x"|null|0\.5)|"body":\{"type":"add","delta":\d+\}/.test(
      bytes.toString('latin1'),
    )
  );
}

test(
  'of any stream of garbage with valid adds in it, cut anywhere, exactly the valid adds are acknowledged and ' +
    'counted',
  () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(garbage.filter(isNoAdd), fc.nat({ max: 1_000 })), { minLength: 1, maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 }),
        (items, cuts) => {
          const sut = new NodeUnderTest().init();
          let adds = 0;
          let sum = 0;
          const lines = items.map((item) => {
            if (typeof item !== 'number') {
              return Buffer.concat([item, Buffer.from('\n')]);
            }
            sum += item;
            adds += 1;
            return Buffer.from(
              `{"src":"good","dest":"n0","body":{"type":"add","delta":${item},"msg_id":${adds - 1}}}\n`,
            );
          });
          let stream = Buffer.concat(lines);
          for (let i = 0; stream.length > 0; i += 1) {
            const cut = cuts[i % cuts.length]!;
            sut.node.receive(stream.subarray(0, cut));
            stream = stream.subarray(cut);
          }
          sut.time.pass(2_000);
          for (let i = 0; i < adds; i += 1) {
            expect(sut.replyTo('good', i)).toEqual({ type: 'add_ok', in_reply_to: i });
          }
          expect(sut.counters.addsTaken).toBe(adds);
          expect(sut.store.totalOf('n0') ?? 0).toBe(sum);
        },
      ),
      { seed, numRuns: 500 },
    );
  },
);
