import type { Arrival } from '../../../src/main/counter/arrival.ts';
import { Counters } from '../../../src/main/counters.ts';
import type { CountedChunk, OffThreadDecoder } from '../../../src/main/maelstrom/decoder.ts';
import { Intake, type IntakeSettings } from '../../../src/main/maelstrom/intake.ts';
import { Ledger } from '../../../src/shared/ledger.ts';
import { type ChunkContext, decodeChunk } from '../../../src/shared/wire/decode-chunk.ts';

/** An arrival at this place in the order of events, and at this time, in milliseconds. */
export const arrivalAt = (order: number, sinceMs = order): Arrival => ({
  order,
  readMs: order,
  sinceMs,
  previousReadMs: order,
});

/**
 * An intake with one worker that takes `chunksMax` chunks at a time, the first of which comes back
 * when the test says so.
 */
export function intakeWithWorker(changed: Partial<IntakeSettings> = {}, chunksMax = 1) {
  const ledger = Ledger.create(2);
  const counters = new Counters();
  const counted: (CountedChunk & { readonly arrival: Arrival })[] = [];
  const handedOver: number[] = [];
  const contexts: ChunkContext[] = [];
  const backlog: number[] = [];
  const out: (() => void)[] = [];
  let starts = 0;
  const workers = {
    ready: 1,
    get room() {
      return chunksMax - out.length;
    },
    start: () => {
      starts += 1;
    },
    decode(chunk, context, done) {
      const copy = Buffer.from(chunk);
      handedOver.push(copy.length);
      contexts.push(context);
      out.push(() => {
        const decoded = decodeChunk(copy, context);
        ledger.step(1, ledger.cell(1), decoded.sum);
        done({ decoded, lane: 1, watermark: ledger.sum(1) }, copy);
      });
    },
  } satisfies OffThreadDecoder;
  const intake: Intake = new Intake({
    ledger,
    workers,
    offloadPolicy: { offloads: true, onRead: () => true },
    counters,
    contextFor: () => ({ nodeId: 'n0', doubtfulBelowId: undefined, requests: 'serve' }),
    addsRoom: () => 1_000_000,
    bytesRoom: () => 2 ** 40,
    sumRoom: () => 2 ** 50,
    onCounted: (chunk, arrival) => counted.push({ ...chunk, arrival }),
    onBacklog: (bytes) => backlog.push(bytes),
    ...changed,
  });
  const adds = () => counted.reduce((sum, { decoded }) => sum + decoded.adds, 0);
  const push = (chunk: Buffer, arrival: Arrival) => {
    intake.onRead(chunk.length);
    intake.push(chunk, arrival);
  };
  return {
    intake,
    push,
    ledger,
    counters,
    counted,
    handedOver,
    contexts,
    backlog,
    adds,
    workers,
    starts: () => starts,
    comeBack: () => out.shift()?.(),
  };
}
