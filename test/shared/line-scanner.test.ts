import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeLine, type Line } from '../../src/shared/codec.ts';
import { LineScanner, Scanned } from '../../src/shared/line-scanner.ts';

const scanner = new LineScanner();

/** What the scanner makes of a line, as `decodeLine` would put it; undefined when it leaves it to `JSON.parse`. */
function scanLine(line: Buffer): Partial<Line> | undefined {
  const kind = scanner.scan(line, 0);
  if (kind === Scanned.unknown) return undefined;
  expect(scanner.end).toBe(line.length);
  const src = line.toString('latin1', scanner.srcStart, scanner.srcEnd);
  const id = scanner.hasId ? scanner.id : undefined;
  if (kind === Scanned.add) return { kind: 'add', src, msgId: scanner.msgId, delta: scanner.delta, id };
  if (kind === Scanned.read) return { kind: 'read', src, msgId: scanner.msgId, id };
  const type = line.toString('latin1', scanner.typeStart, scanner.typeEnd);
  const value = scanner.hasValue ? { value: scanner.value } : undefined;
  return { kind: 'message', message: { src, dest: '', body: { type, in_reply_to: scanner.inReplyTo, ...value } } };
}

/** Checks that the scanner, if it takes a line at all, takes it as `JSON.parse` does; says whether it took it. */
function agree(line: Buffer): boolean {
  const scanned = scanLine(line);
  if (scanned === undefined) return false;
  const parsed = decodeLine(line);
  const shown = line.toString('latin1');
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
  readFileSync(new URL(`../fixtures/g-counter-${id}.stdin.ndjson`, import.meta.url), 'utf8')
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
    return `{${pairs.map(([name, before, text, after]) => `${before}"${name}"${after}:${before}${text}${after}`).join(',')}}`;
  });
const body = fc.oneof(
  object(scalar),
  fc
    .tuple(fc.constantFrom('add', 'read', 'read_ok', 'cas_ok'), fc.array(fc.tuple(key, scalar), { maxLength: 4 }))
    .map(([type, pairs]) => {
      return `{"type":"${type}","msg_id":3,"delta":4,"in_reply_to":5${pairs.map(([name, text]) => `,"${name}":${text}`).join('')}}`;
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

describe('LineScanner agrees with JSON.parse', () => {
  test('on every captured line, and takes nearly all of them', () => {
    const taken = captured.filter((line) => agree(Buffer.from(line)));
    // Errors and the three inits are left to JSON.parse.
    expect(taken).toHaveLength(captured.filter((line) => !/"type":"(init|error)"/.test(line)).length);
  });

  test('on captured lines with any one byte changed, removed or inserted', () => {
    const random = fc.sample(fc.nat({ max: 2 ** 31 - 1 }), { seed: 7, numRuns: 30_000 });
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
      if (agree(mutant)) taken++;
    }
    expect(taken).toBeGreaterThan(3_000);
  });

  test('on lines made of pieces that are nearly right', () => {
    let taken = 0;
    fc.assert(
      fc.property(message, (line) => {
        if (agree(Buffer.from(line))) taken++;
      }),
      { seed: 20_260_102, numRuns: 30_000 },
    );
    expect(taken).toBeGreaterThan(1_000);
  });

  test('in the middle of other lines', () => {
    const lines = Buffer.from(captured.join('\n'));
    let start = 0;
    for (const line of captured) {
      const alone = scanner.scan(Buffer.from(line), 0);
      expect(scanner.scan(lines, start)).toBe(alone);
      if (alone !== Scanned.unknown) expect(scanner.end).toBe(start + Buffer.byteLength(line));
      start += Buffer.byteLength(line) + 1;
    }
  });
});
