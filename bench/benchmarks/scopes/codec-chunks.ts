/** Lines to decode. */
export interface ChunkKind {
  readonly name: string;
  readonly bytes: Buffer;
  readonly lines: number;
  /** How often it is decoded between two looks at the clock. */
  readonly timesAtOnce: number;
}

/**
 * What nodes receive, as Maelstrom writes it, and lines with the same meaning that are written
 * differently.
 */
export const chunkKinds: readonly ChunkKind[] = [
  chunk('adds', 800, (i) => line(i, `"delta":${i % 5},"type":"add","msg_id":${10_000 + i}`)),
  chunk('adds and reads, as Maelstrom mixes them', 800, (i) =>
    i % 3 === 0
      ? line(i, `"delta":${i % 5},"type":"add","msg_id":${10_000 + i}`)
      : line(i, `"type":"read","msg_id":${10_000 + i}`),
  ),
  chunk('replies of the store', 800, (i) =>
    line(i, `"type":"read_ok","value":${100_000 + i},"in_reply_to":${10_000 + i}`, 'seq-kv'),
  ),
  chunk('adds with escapes and nested extras, past the scanner', 800, (i) =>
    line(i, `"delta":${i % 5},"type":"a\\u0064d","x":{"y":[1]},"msg_id":${10_000 + i}`),
  ),
  chunk('one add', 1, (i) => line(i, `"delta":3,"type":"add","msg_id":${10_000 + i}`)),
];

function chunk(name: string, lines: number, text: (index: number) => string): ChunkKind {
  const bytes = Buffer.from(Array.from({ length: lines }, (_, i) => text(i)).join(''));
  return { name, bytes, lines, timesAtOnce: lines === 1 ? 1_000 : 1 };
}

function line(index: number, body: string, src = `c${1 + (index % 9)}`): string {
  return `{"id":${1_000 + index},"src":"${src}","dest":"n0","body":{${body}}}\n`;
}
