import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Message } from '../src/shared/wire/message.ts';
import { NodeUnderTest } from './node-under-test.ts';

/** The stdin of three nodes in a real Maelstrom run: 3 nodes, rate 100, 10 s, partition nemesis. */
const captures = ['n0', 'n1', 'n2'].map((id) => {
  const text = readFileSync(new URL(`./fixtures/g-counter-${id}.stdin.ndjson`, import.meta.url), 'utf8');
  return { id, lines: text.trimEnd().split('\n') };
});

describe.each(['per-key', 'cas'] as const)('%s', (strategy) => {
  test.each(captures)('answers every add and read of the traffic of $id exactly once', ({ id, lines }) => {
    const sut = new NodeUnderTest({ strategy }, undefined, 1, id);
    let adds = 0;
    let sum = 0;
    let reads = 0;
    for (const line of lines) {
      sut.line(line);
      sut.time.pass(8);
      const { src, body } = JSON.parse(line) as Message;
      if (body.type === 'add') {
        adds += 1;
        sum += body.delta as number;
      } else if (body.type === 'read') {
        reads += 1;
      } else if (body.type !== 'init') {
        expect(src).toBe('seq-kv');
      }
    }
    sut.time.pass(1_000);
    for (const line of lines) {
      const { src, body } = JSON.parse(line) as Message;
      if (src === 'seq-kv') {
        continue;
      }
      expect(sut.replyTo(src, body.msg_id!)).toMatchObject({ type: `${body.type}_ok` });
    }
    expect(sut.replies).toHaveLength(1 + adds + reads);
    expect(sut.replies.at(-1)!.body.value ?? sum).toBe(sum);
    expect(sut.counters).toMatchObject({ addsAcknowledged: adds, readsAnswered: reads, skipped: {} });
  });
});
