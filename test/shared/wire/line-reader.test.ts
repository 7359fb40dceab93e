import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { decodeLine, type Line } from '../../../src/shared/wire/codec.ts';
import { absent, LineFields, Scanned } from '../../../src/shared/wire/line-fields.ts';
import { compileLayout } from '../../../src/shared/wire/line-layout.ts';
import { LineReader, missesMin } from '../../../src/shared/wire/line-reader.ts';
import { LineScanner } from '../../../src/shared/wire/line-scanner.ts';
import { withoutCodeGeneration } from './without-code-generation.ts';

const scannedFields = new LineFields();
const scanner = new LineScanner(scannedFields);
const newline = Buffer.from('\n');

/**
 * What was read from a line, as `decodeLine` would put it; undefined when it is left to
 * `JSON.parse`.
 */
function described(kind: number, bytes: Buffer, fields: LineFields): Partial<Line> | undefined {
  if (kind === Scanned.unknown) {
    return undefined;
  }
  const { srcStart, srcEnd, typeStart, typeEnd, msgIdStart, msgIdEnd, delta, inReplyTo, value } = fields;
  const src = bytes.toString('latin1', srcStart, srcEnd);
  const msgId = JSON.parse(bytes.toString('latin1', msgIdStart, msgIdEnd) || 'null');
  const id = fields.id === absent ? undefined : fields.id;
  if (kind === Scanned.add) {
    return { kind: 'add', src, msgId, delta, id };
  }
  if (kind === Scanned.read) {
    return { kind: 'read', src, msgId, id };
  }
  const type = bytes.toString('latin1', typeStart, typeEnd);
  return {
    kind: 'message',
    message: { src, dest: '', body: { type, in_reply_to: inReplyTo, ...(value !== absent && { value }) } },
  };
}

/** As all input is read into the same memory. */
const memory = Buffer.alloc(256 * 1024);

function inMemory(...lines: Buffer[]): Buffer {
  const bytes = Buffer.concat(lines.flatMap((line) => [line, newline]));
  bytes.copy(memory);
  return memory.subarray(0, bytes.length);
}

const experienced = new Map<string, LineReader>();

/** A reader that has learnt the layout of a line, if it is one to be learnt. */
function readerThatKnows(line: Buffer): LineReader {
  const known = experienced.get(line.toString('latin1'));
  if (known !== undefined) {
    return known;
  }
  const reader = new LineReader();
  const chunk = inMemory(...new Array(missesMin).fill(line));
  reader.open(chunk);
  for (let start = 0; start < chunk.length; start += line.length + 1) {
    reader.read(start);
  }
  experienced.set(line.toString('latin1'), reader);
  return reader;
}

/**
 * Checks that a line is taken, if it is taken at all, as `JSON.parse` does, and by the reader as by
 * the scanner, also right after a line like it; says whether it was taken.
 */
function agree(line: Buffer, before = line): boolean {
  const scanned = described(scanner.scan(line, 0), line, scannedFields);
  const shown = line.toString('latin1');
  if (scanned !== undefined) {
    expect(scannedFields.end, shown).toBe(line.length);
  }

  const reader = readerThatKnows(before);
  const chunk = inMemory(before, line);
  reader.open(chunk);
  reader.read(0);
  const read = described(reader.read(before.length + 1), chunk, reader.fields);
  expect(read, `${shown} after ${before.toString('latin1')}`).toEqual(scanned);
  if (read !== undefined) {
    expect(reader.fields.end, shown).toBe(chunk.length - 1);
  }

  if (scanned === undefined) {
    return false;
  }
  const parsed = decodeLine(line);
  if (parsed.kind === 'message' && scanned.kind === 'message') {
    const { type, in_reply_to, value } = parsed.message.body;
    expect(scanned.message, shown).toEqual({
      src: parsed.message.src,
      dest: '',
      body: { type, in_reply_to, ...(value !== undefined && { value }) },
    });
  } else {
    const { dest: _, ...rest } = parsed as Line & { dest?: string };
    expect(scanned, shown).toEqual(rest);
  }
  return true;
}

const captured = ['n0', 'n1', 'n2'].flatMap((id) =>
  readFileSync(new URL(`../../fixtures/g-counter-${id}.stdin.ndjson`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n'),
);

/** Pieces from which lines that are nearly right are made. */
const scalar = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '1',
    '-7',
    '01',
    '9007199254740991',
    '9007199254740992',
    '9007199254740993',
    '1.0',
    '1e3',
    '-',
    '',
  ),
  fc.constantFrom(
    'true',
    'false',
    'null',
    'nul',
    '"add"',
    '"read"',
    '"read_ok"',
    '"error"',
    '"init"',
    '"c1"',
    '""',
    '"\\u0061"',
  ),
  fc.constantFrom('"é"', '"\u007f"', '"a b"', '"a\\"b"', '[]', '{}', '{"a":1}', '"sluice_value"', '"addx"', '"x'),
  fc.integer().map(String),
);
const key = fc.constantFrom(
  'src',
  'dest',
  'body',
  'id',
  'type',
  'msg_id',
  'delta',
  'value',
  'in_reply_to',
  'text',
  'code',
  'srx',
  'tYpe',
  '',
  'valux',
  '__proto__',
  'msg_ie',
  'in_reply_tp',
);
const space = fc.constantFrom('', '', '', ' ', '\t', '\r', '  ');
const object = (value: fc.Arbitrary<string>) =>
  fc.array(fc.tuple(key, space, value, space), { minLength: 0, maxLength: 7 }).map((pairs) => {
    const fields = pairs.map(([name, before, text, after]) => `${before}"${name}"${after}:${before}${text}${after}`);
    return `{${fields.join(',')}}`;
  });
const body = fc.oneof(
  object(scalar),
  fc
    .tuple(fc.constantFrom('add', 'read', 'read_ok', 'cas_ok'), fc.array(fc.tuple(key, scalar), { maxLength: 4 }))
    .map(([type, pairs]) => {
      const more = pairs.map(([name, text]) => `,"${name}":${text}`).join('');
      return `{"type":"${type}","msg_id":3,"delta":4,"in_reply_to":5${more}}`;
    }),
);
const message = fc
  .tuple(body, fc.array(fc.tuple(key, fc.oneof(scalar, body)), { maxLength: 3 }), space, fc.boolean())
  .map(([text, pairs, after, first]) => {
    const more = pairs.map(([name, value]) => `"${name}":${value},`).join('');
    return first
      ? `{${more}"src":"c1","body":${text}}${after}`
      : `{"src":"c1",${more}"dest":"n0","body":${text}}${after}`;
  });

describe('LineScanner and LineReader agree with JSON.parse', () => {
  test('on every captured line, and takes nearly all of them', () => {
    const taken = captured.filter((line) => agree(Buffer.from(line)));
    // Errors and the three inits are left to JSON.parse.
    expect(taken).toHaveLength(captured.filter((line) => !/"type":"(init|error)"/.test(line)).length);
  });

  test('on captured lines with any one byte changed, removed or inserted', () => {
    const random = fc.sample(fc.nat({ max: 2 ** 31 - 1 }), { seed: 7, numRuns: 4_000 });
    const bytes = '"\\{}[]:,0123456789.-eE+ \t\r\u0000azé'.split('').map((c) => Buffer.from(c)[0]!);
    let taken = 0;
    for (const [i, number] of random.entries()) {
      const line = Buffer.from(captured[number % captured.length]!);
      const at = Math.floor(number / 7) % line.length;
      const byte = bytes[Math.floor(number / 1_000) % bytes.length]!;
      const mutant =
        i % 3 === 0
          ? Buffer.concat([line.subarray(0, at), Buffer.from([byte]), line.subarray(at)])
          : i % 3 === 1
            ? Buffer.concat([line.subarray(0, at), line.subarray(at + 1)])
            : Buffer.concat([line.subarray(0, at), Buffer.from([byte]), line.subarray(at + 1)]);
      if (agree(mutant, line)) {
        taken += 1;
      }
    }
    expect(taken).toBeGreaterThan(1_000);
  });

  test('on lines made of pieces that are nearly right', () => {
    let taken = 0;
    fc.assert(
      fc.property(message, (line) => {
        if (agree(Buffer.from(line))) {
          taken += 1;
        }
      }),
      { seed: 20_260_102, numRuns: 5_000 },
    );
    expect(taken).toBeGreaterThan(300);
  });

  test('on lines whose values are nearly right, after a line that is laid out alike', () => {
    let taken = 0;
    const texts = fc.constantFrom(
      'c1',
      'client-42',
      '',
      'a b',
      'a\\"b',
      'a\\u0062',
      'é',
      '\u007f',
      '","delta":9,"x":"',
    );
    const numbers = fc.oneof(
      scalar,
      fc.constantFrom('999999999999999', '1000000000000000', '9007199254740993', '00', '1 ', '1}', '1,"delta":7'),
      fc.nat().map(String),
    );
    const values = fc.record({ id: numbers, src: texts, delta: numbers, msgId: numbers });
    const layouts = fc.constantFrom(
      (v: { id: string; src: string; delta: string; msgId: string }) =>
        `{"id":${v.id},"src":"${v.src}","dest":"n0","body":{"delta":${v.delta},"type":"add","msg_id":${v.msgId}}}`,
      (v) => `{"id":${v.id},"src":"${v.src}","dest":"n0","body":{"type":"read","msg_id":${v.msgId}}}`,
      (v) => `{ "body" : {"msg_id":${v.msgId},\t"type":"add","delta":${v.delta} } , "src":"${v.src}"}`,
      (v) => `{"src":"${v.src}","body":{"delta":-1},"body":{"type":"add","msg_id":${v.msgId},"delta":${v.delta}}}`,
      (v) =>
        `{"src":"x","src":"${v.src}","id":5,"body":{"type":"add","msg_id":1,"msg_id":${v.msgId},"delta":${v.delta}}}`,
    );
    fc.assert(
      fc.property(layouts, values, (layout, value) => {
        const before = Buffer.from(layout({ id: '12', src: 'c7', delta: '3', msgId: '45' }));
        expect(agree(before)).toBe(true);
        if (agree(Buffer.from(layout(value)), before)) {
          taken += 1;
        }
      }),
      { seed: 20_261_122, numRuns: 4_000 },
    );
    expect(taken).toBeGreaterThan(700);
  });

  test('on lines that are cut off, after one that is whole', () => {
    for (const line of captured.slice(0, 40)) {
      for (let length = 0; length < line.length; length += 1) {
        const chunk = Buffer.from(`${line}\n${line.slice(0, length)}`);
        const reader = readerThatKnows(Buffer.from(line));
        reader.open(chunk);
        reader.read(0);
        expect(reader.read(line.length + 1)).toBe(Scanned.unknown);
      }
    }
  });

  test('in the middle of other lines', () => {
    const lines = Buffer.from(captured.join('\n'));
    let start = 0;
    for (const line of captured) {
      const alone = scanner.scan(Buffer.from(line), 0);
      expect(scanner.scan(lines, start)).toBe(alone);
      if (alone !== Scanned.unknown) {
        expect(scannedFields.end).toBe(start + Buffer.byteLength(line));
      }
      start += Buffer.byteLength(line) + 1;
    }
  });
});

test('the layout of one captured request is that of all like it, and of no other', () => {
  const requests = captured.filter((line) => /"type":"(add|read)"/.test(line));
  for (const type of ['add', 'read']) {
    const isLike = (line: string) => line.includes(`"type":"${type}"`);
    const first = Buffer.from(`${requests.find(isLike)}\n`);
    scanner.scan(first, 0);
    const layout = compileLayout(first, 0, scannedFields);
    const fields = new LineFields();
    const matched = requests.filter((text) => {
      const line = Buffer.from(`${text}\n`);
      return layout(line, new DataView(line.buffer, line.byteOffset, line.length), 0, fields);
    });
    expect(matched).toEqual(
      requests.filter((line) => isLike(line) && line.includes(`"dest":"${JSON.parse(first.toString()).dest}"`)),
    );
    expect(matched.length).toBeGreaterThan(50);
  }
});

describe('LineReader learns', () => {
  const laidOut = (space: string, i: number) =>
    Buffer.from(`{"src":${space}"c${i}","body":{"type":"add","delta":1,"msg_id":${i}}}`);

  /** Which of the lines were scanned, as no layout known by then was theirs. */
  function scannedOf(lines: readonly Buffer[]): number[] {
    const reader = new LineReader();
    const scan = vi.spyOn(LineScanner.prototype, 'scan');
    const scannedAt: number[] = [];
    for (const [i, line] of lines.entries()) {
      const chunk = inMemory(line);
      reader.open(chunk);
      scan.mockClear();
      expect(reader.read(0)).toBe(Scanned.add);
      expect(reader.fields.end).toBe(line.length);
      if (scan.mock.calls.length > 0) {
        scannedAt.push(i);
      }
    }
    scan.mockRestore();
    return scannedAt;
  }

  test('a layout that many lines in a row have, and forgets it for another that even more have', () => {
    const first = Array.from({ length: 1_000 }, (_, i) => laidOut('', i));
    const second = Array.from({ length: 1_000 }, (_, i) => laidOut(' ', i));
    expect(scannedOf([...first, ...second])).toEqual([
      ...first.slice(0, missesMin).keys(),
      ...second.slice(0, 2 * missesMin).map((_, i) => first.length + i),
    ]);
  });

  test('nothing where no code may be made from text: it scans', () => {
    const lines = Array.from({ length: 1_000 }, (_, i) => laidOut('', i));
    withoutCodeGeneration(() => expect(scannedOf(lines)).toHaveLength(lines.length));
  });

  test('no layout of long lines', () => {
    const lines = Array.from({ length: 1_000 }, (_, i) => laidOut(' '.repeat(2_000), i));
    expect(scannedOf(lines)).toHaveLength(lines.length);
  });

  test('nothing from a few among many', () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => laidOut(i % 50 === 0 ? ' ' : '', i));
    const scanned = [...lines.keys()].filter((i) => i < missesMin || i % 50 === 0);
    expect(scannedOf(lines)).toEqual(scanned);
  });
});
