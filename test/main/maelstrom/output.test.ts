import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Output } from '../../../src/main/maelstrom/output.ts';

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

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('Output', () => {
  test('writes at once what is written in one turn of the event loop', async () => {
    const reader = new Reader();
    const output = new Output(reader, () => {});
    output.write('a\n');
    output.write(Buffer.from('b\n'));
    expect(reader.batches).toEqual([]);
    await turn();
    expect(reader.batches).toEqual(['a\nb\n']);
    expect(output.backlogBytes).toBe(0);
  });

  test('what others wait for overtakes what only waits for its reader', async () => {
    const reader = new Reader();
    reader.slow = true;
    const output = new Output(reader, () => {});
    const reply = `${'x'.repeat(39_999)}\n`;
    for (let i = 0; i < 10; i += 1) {
      output.write(reply);
    }
    output.flush();
    expect(reader.batches.map(({ length }) => length)).toEqual([40_000]);
    expect(output.backlogBytes).toBe(400_000);
    output.writeFirst('urgent\n');
    reader.take();
    await turn();
    expect(reader.batches[1]!.slice(0, 10)).toBe('urgent\nxxx');
    for (let i = 0; i < 20; i += 1) {
      reader.take();
      await turn();
    }
    expect(reader.text === `${reply}urgent\n${reply.repeat(9)}`).toBe(true);
    expect(output.backlogBytes).toBe(0);
  });

  test('tells when some was taken, and at the end when all is written', async () => {
    const reader = new Reader();
    reader.slow = true;
    const backlogs: number[] = [];
    const output: Output = new Output(reader, () => backlogs.push(output.backlogBytes));
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
    new Output(new Reader(), () => {}).end(() => {
      ended = true;
    });
    expect(ended).toBe(true);
  });
});
