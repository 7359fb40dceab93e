import { LineFields, Scanned } from './line-fields.ts';
import { LineLayout } from './line-layout.ts';
import { LineScanner } from './line-scanner.ts';

/**
 * Reads the lines of chunks: by the layout of the last `add` or the last `read` where the line has it, by the scanner
 * where it hasn't. A layout is learnt from a line that others follow, and once a chunk at most, so that where lines of the
 * same kind are laid out in different ways, or come one by one, learning costs next to nothing.
 */
export class LineReader {
  /** What the line read last says. */
  readonly fields = new LineFields();
  readonly #scanner = new LineScanner(this.fields);
  /** By kind. */
  readonly #layouts: (LineLayout | undefined)[] = [];
  readonly #learnt: boolean[] = [];
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** The kind that matched last: the first to be tried. */
  #usual: number = Scanned.add;

  /** The next lines to be read are of this chunk. */
  open(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#learnt[Scanned.add] = false;
    this.#learnt[Scanned.read] = false;
  }

  /** Reads the line that begins at `start`; returns what it is for, see {@link Scanned}. */
  read(start: number): number {
    const usual = this.#usual;
    if (this.#matches(usual, start)) return usual;
    const other = usual === Scanned.add ? Scanned.read : Scanned.add;
    if (this.#matches(other, start)) {
      this.#usual = other;
      return other;
    }
    const kind = this.#scanner.scan(this.#bytes, start);
    const isLast = this.fields.end + 1 >= this.#bytes.length;
    if ((kind === Scanned.add || kind === Scanned.read) && !isLast && !this.#learnt[kind]) {
      this.#layouts[kind] = new LineLayout(this.#bytes, start, this.fields);
      this.#learnt[kind] = true;
    }
    return kind;
  }

  #matches(kind: number, start: number): boolean {
    return this.#layouts[kind]?.match(this.#bytes, this.#view, start, this.fields) ?? false;
  }
}
