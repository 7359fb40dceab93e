import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Output, type OutputSettings } from '../../../src/main/maelstrom/output.ts';
import { collectGarbage } from '../../garbage.ts';

/** A reader that takes what it is given when it is told to, as a pipe that is full does. */
class Reader extends Writable {
  /** What was written at once. */
  readonly batches: string[] = [];
  slow = false;
  #take: (() => void) | undefined;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#taken([chunk], done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#taken(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  get text(): string {
    return this.batches.join('');
  }

  /** Takes the batch that waits. */
  take(): void {
    this.#take?.();
  }

  #taken(chunks: Buffer[], done: () => void): void {
    const text = Buffer.concat(chunks).toString('utf8');
    if (text !== '') {
      this.batches.push(text);
    }
    if (!this.slow || text === '') {
      done();
      return;
    }
    this.#take = () => {
      this.#take = undefined;
      done();
    };
  }
}

function outputTo(stream: Reader, settings: Partial<OutputSettings> = {}): Output {
  return new Output({ stream, nowMs: () => 0, onTaken: () => {}, onDropped: () => {}, ...settings });
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** An output whose reader takes what it is given when told to, at the time that the test says. */
function slowlyRead() {
  const reader = new Reader();
  reader.slow = true;
  const output = outputTo(reader, {
    nowMs: () => sut.nowMs,
    onDropped: (lines) => {
      sut.dropped += lines;
    },
  });
  const sut = { reader, output, nowMs: 0, dropped: 0 };
  return sut;
}

describe('Output', () => {
  test('writes at once what is written in one turn of the event loop', async () => {
    const reader = new Reader();
    const output = outputTo(reader);
    output.write('a\n');
    output.write(Buffer.from('b\n'));
    expect(reader.batches).toEqual([]);
    await turn();
    expect(reader.batches).toEqual(['a\nb\n']);
    expect(output.bytes).toBe(0);
    output.write('c\n');
    await turn();
    expect(reader.batches).toEqual(['a\nb\n', 'c\n']);
  });

  test('what others wait for overtakes what only waits for its reader', async () => {
    const reader = new Reader();
    reader.slow = true;
    const output = outputTo(reader);
    const reply = `${'x'.repeat(39_999)}\n`;
    for (let i = 0; i < 10; i += 1) {
      output.write(reply);
    }
    output.flush();
    expect(reader.batches.map(({ length }) => length)).toEqual([40_000]);
    expect(output.bytes).toBe(400_000);
    output.writeFirst('urgent\n');
    reader.take();
    await turn();
    expect(reader.batches[1]!.slice(0, 10)).toBe('urgent\nxxx');
    for (let i = 0; i < 20; i += 1) {
      reader.take();
      await turn();
    }
    expect(reader.text === `${reply}urgent\n${reply.repeat(9)}`).toBe(true);
    expect(output.bytes).toBe(0);
  });

  test('tells when some was taken, and at the end when all is written', async () => {
    const reader = new Reader();
    reader.slow = true;
    const backlogs: number[] = [];
    const output: Output = outputTo(reader, { onTaken: () => backlogs.push(output.bytes) });
    for (let i = 0; i < 3; i += 1) {
      output.write('y'.repeat(50_000));
    }
    let ended = false;
    output.end(() => {
      ended = true;
    });
    for (let i = 0; i < 3; i += 1) {
      expect(ended).toBe(false);
      reader.take();
      await turn();
    }
    expect(ended).toBe(true);
    expect(backlogs).toEqual([100_000, 50_000, 0]);
    expect(reader.text).toHaveLength(150_000);
  });

  test('ends at once when there is nothing to write', () => {
    let ended = false;
    outputTo(new Reader()).end(() => {
      ended = true;
    });
    expect(ended).toBe(true);
  });

  test('lines whose time is over when their turn comes are dropped, whole ones, and counted', async () => {
    const sut = slowlyRead();
    const { reader, output } = sut;
    const line = `${'z'.repeat(99)}\n`;
    output.write(line.repeat(1_000), 50);
    output.write(line.repeat(10));
    output.flush();
    sut.nowMs = 51;
    for (let i = 0; i < 5; i += 1) {
      reader.take();
      await turn();
    }
    // What had been handed over can't be called back: the whole lines of 64 KiB.
    expect(sut.dropped).toBe(1_000 - 655);
    expect(reader.text).toBe(line.repeat(655 + 10));
    expect(output.bytes).toBe(0);
  });

  test('lets go of what was taken, while more still waits', async () => {
    const reader = new Reader();
    reader.slow = true;
    const output = outputTo(reader);
    const pieces: WeakRef<Buffer>[] = [];
    for (let i = 0; i < 400; i += 1) {
      const piece = Buffer.alloc(65_536, 'x');
      piece[65_535] = 0x0a;
      pieces.push(new WeakRef(piece));
      output.write(piece);
    }
    output.flush();
    for (let i = 0; i < 300; i += 1) {
      reader.take();
      await turn();
    }
    expect(output.bytes).toBeGreaterThan(0);
    collectGarbage();
    expect(pieces.slice(0, 200).filter((piece) => piece.deref() !== undefined)).toHaveLength(0);
  });

  test('one write takes what a pipe holds, whole lines, and the rest of a piece keeps its time', async () => {
    const sut = slowlyRead();
    const { reader, output } = sut;
    const line = (bytes: number) => `${'z'.repeat(bytes - 1)}\n`;
    // Fills a write to the last byte.
    output.write(line(32_768) + line(32_768));
    output.write(line(32_769) + line(32_768), 50);
    output.write(line(30_000), 50);
    output.flush();
    expect(reader.batches.map(({ length }) => length)).toEqual([65_536]);
    expect(output.bytes).toBe(65_536 + 65_537 + 30_000);
    sut.nowMs = 50;
    reader.take();
    await turn();
    // It is not too late yet. A line that does not fit is not cut.
    expect(reader.batches.map(({ length }) => length)).toEqual([65_536, 32_769]);
    expect(sut.dropped).toBe(0);
    sut.nowMs = 51;
    reader.take();
    await turn();
    expect(sut.dropped).toBe(2);
    expect(reader.batches).toHaveLength(2);
    expect(output.bytes).toBe(0);
  });

  test('a line that is longer than a write goes out whole, and alone', async () => {
    const reader = new Reader();
    const output = outputTo(reader);
    const long = `${'z'.repeat(100_000)}\n`;
    output.write(`a\n${long}b\n`);
    output.write('c\n');
    output.flush();
    expect(reader.batches).toEqual(['a\n', long, 'b\nc\n']);
  });

  test('the room and the time of what waits follow the speed of the reader', async () => {
    const reader = new Reader();
    let nowMs = 0;
    const output = outputTo(reader, { nowMs: () => nowMs });
    const trusted = 64 * 1024;
    expect(output.drainBytes(10)).toBe(10 * trusted);
    expect(output.drainMs(3 * trusted)).toBe(3);
    reader.slow = true;
    output.write(`${'y'.repeat(59_999)}\n`);
    output.write(`${'y'.repeat(59_999)}\n`);
    output.flush();
    expect(output.drainMs(5 * trusted)).toBe((120_000 + 5 * trusted) / trusted);
    nowMs = 600;
    reader.take();
    await turn();
    // It has taken 100 bytes a millisecond, and is behind with the second half.
    expect(output.drainBytes(10)).toBe((10 * (trusted + 100)) / 2);
    expect(output.drainMs(0)).toBe((60_000 * 2) / (trusted + 100));
    reader.take();
    await turn();
    // It keeps up again.
    expect(output.bytes).toBe(0);
    expect(output.drainBytes(1)).toBe(trusted);
  });

  test('a reader that takes all at once is not behind', async () => {
    const reader = new Reader();
    let taken = 0;
    const output = outputTo(reader, {
      onTaken: () => {
        taken += 1;
      },
    });
    output.write('a\n');
    output.flush();
    await turn();
    expect([output.bytes, taken]).toEqual([0, 0]);
    reader.slow = true;
    output.write('b\n');
    output.flush();
    reader.take();
    await turn();
    expect([output.bytes, taken]).toEqual([0, 1]);
  });
});
