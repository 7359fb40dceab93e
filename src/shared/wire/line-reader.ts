import { LineFields, Scanned } from './line-fields.ts';
import { compileLayout, type LineLayout, noLayout } from './line-layout.ts';
import { LineScanner } from './line-scanner.ts';

/**
 * Reads the lines of chunks: by the layout of the `add`s or the `read`s where a line has it, by the scanner where it hasn't.
 */
export class LineReader {
  /** What the line read last says. */
  readonly fields = new LineFields();
  readonly #scanner = new LineScanner(this.fields);
  readonly #adds = new Learnt(Scanned.add);
  readonly #reads = new Learnt(Scanned.read);
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** What matched last: the first to be tried. */
  #usual = this.#adds;
  #other = this.#reads;

  /** The next lines to be read are of this chunk. */
  open(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A view of the chunk. */
  get view(): DataView {
    return this.#view;
  }

  /** Reads the line that begins at `start`; returns what it is for, see {@link Scanned}. */
  read(start: number): number {
    const usual = this.#usual;
    if (usual.layout(this.#bytes, this.#view, start, this.fields)) {
      usual.misses = 0;
      return usual.kind;
    }
    const other = this.#other;
    if (other.layout(this.#bytes, this.#view, start, this.fields)) {
      other.misses = 0;
      this.#usual = other;
      this.#other = usual;
      return other.kind;
    }
    const kind = this.#scanner.scan(this.#bytes, start);
    if (kind === Scanned.add) {
      this.#adds.miss(this.#bytes, start, this.fields);
    } else if (kind === Scanned.read) {
      this.#reads.miss(this.#bytes, start, this.fields);
    }
    return kind;
  }
}

/** How many lines of a kind are scanned in a row, at first, before their layout is learnt. */
export const missesMin = 64;

/** A longer line is scanned: code that compares much more is too long for V8 to optimise. */
const learntBytesMax = 1024;

/** The layout of the lines of one kind, learnt when many in a row had to be scanned. */
class Learnt {
  readonly kind: number;
  layout: LineLayout = noLayout;
  /** How many lines in a row did not have it. */
  misses = 0;
  /** Twice as many each time: where no two lines are laid out alike, learning comes to cost nothing. */
  #missesMax = missesMin;

  constructor(kind: number) {
    this.kind = kind;
  }

  /** A line of this kind was scanned. */
  miss(bytes: Uint8Array, start: number, fields: LineFields): void {
    this.misses += 1;
    const isWhole = fields.end < bytes.length;
    if (this.misses < this.#missesMax || !isWhole || fields.end - start > learntBytesMax) {
      return;
    }
    this.layout = compileLayout(bytes, start, fields);
    this.misses = 0;
    this.#missesMax *= 2;
  }
}
