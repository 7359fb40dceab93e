import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { figure, ratio } from '../figure.ts';
import { interleave } from '../measure/interleave.ts';
import type { Check, Row, ScopeFindings } from '../result.ts';
import type { BenchContext, Scope } from '../scope.ts';
import { type ChunkKind, chunkKinds } from './codec-chunks.ts';
import type { Decoder, DecodeSpeed, Tally } from './codec-measure.ts';
import type { CodecTask } from './codec-worker.ts';

/** `codec`: decoding alone. */
export const codec: Scope = {
  name: 'codec',
  summary: 'decoding and answering lines in one thread, no pipes: ours beside JSON.parse for each line',
  run,
};

async function run(bench: BenchContext): Promise<ScopeFindings> {
  const variants = chunkKinds.flatMap((kind) =>
    (['ours', 'JSON.parse'] as const).map((decoder) => ({ name: `${kind.name}, ${decoder}`, kind, decoder })),
  );
  const spanMs = bench.quick ? 10 : 500;
  const found = await interleave(bench, variants, ({ kind, decoder }) => measure({ kind: kind.name, decoder, spanMs }));
  const runsOf = (kind: ChunkKind, decoder: Decoder) =>
    [...found].find(([variant]) => variant.kind === kind && variant.decoder === decoder)?.[1];
  const rows: Row[] = [];
  const checks: Check[] = [];
  for (const kind of chunkKinds) {
    const fast = runsOf(kind, 'ours');
    const plain = runsOf(kind, 'JSON.parse');
    if (fast === undefined || plain === undefined) {
      continue;
    }
    const linesPerSecond = figure(fast.map((each) => each.linesPerSecond));
    const plainLinesPerSecond = figure(plain.map((each) => each.linesPerSecond));
    rows.push({
      labels: [kind.name],
      figures: {
        linesPerSecond,
        plainLinesPerSecond,
        ratio: ratio(linesPerSecond, plainLinesPerSecond),
        bytesPerSecond: figure(fast.map((each) => each.bytesPerSecond)),
        lineBytes: figure(fast.map(() => kind.bytes.length / kind.lines)),
      },
    });
    checks.push({ what: kind.name, expected: tallyText(plain[0]!), found: tallyText(fast[0]!) });
  }
  return {
    about:
      'Chunks of whole lines go through `decodeChunk`, which takes adds in, writes their acknowledgements as bytes ' +
      'and hands reads and replies over, ' +
      'and through the plain way to do the same: split, `JSON.parse` for each line, `JSON.stringify` for each ' +
      'answer. Each measurement has a thread of its own.',
    tables: [
      {
        id: 'codec',
        title: 'Decoding, one thread',
        keys: ['chunk'],
        columns: [
          { id: 'linesPerSecond', title: 'lines/s, ours', unit: 'per second' },
          { id: 'plainLinesPerSecond', title: 'lines/s, JSON.parse', unit: 'per second' },
          { id: 'ratio', title: 'ratio', unit: 'times' },
          { id: 'bytesPerSecond', title: 'bytes/s, ours', unit: 'bytes per second' },
          { id: 'lineBytes', title: 'bytes a line', unit: 'count' },
        ],
        rows,
      },
    ],
    charts: [],
    checks,
    notes: [],
  };
}

async function measure(task: CodecTask): Promise<DecodeSpeed> {
  const worker = new Worker(new URL('./codec-worker.js', import.meta.url), { workerData: task });
  const [speed] = await once(worker, 'message');
  return speed;
}

function tallyText({ adds, sum, reads, replies, answerBytes }: Tally): string {
  return `${adds} adds, sum ${sum}, ${reads} reads, ${replies} replies, ${answerBytes} bytes of answers`;
}
