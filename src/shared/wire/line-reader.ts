import { LineFields, Scanned } from './line-fields.ts';
import { compileLayout, type LineLayout, noLayout } from './line-layout.ts';
import { LineScanner } from './line-scanner.ts';

/**
 * Reads the lines of chunks: those laid out like earlier `add`s or `read`s by comparing, all others
 * by scanning.
 */
export class LineReader {
  /** The fields of the line read last. */
  readonly fields = new LineFields();
  readonly #scanner = new LineScanner(this.fields);
  readonly #adds = new Learnt(Scanned.add);
  readonly #reads = new Learnt(Scanned.read);
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** The layout that matched last is tried first. */
  #usual = this.#adds;
  #other = this.#reads;

  /** Sets the chunk whose lines are read next. */
  open(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A view of the chunk opened last. */
  get view(): DataView {
    return this.#view;
  }

  /** Reads the line that begins at `start` and returns its kind, one of {@link Scanned}. */
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

/**
 * The number of lines of a kind that are scanned in a row before their layout is learnt for the
 * first time.
 */
export const missesMin = 64;

/**
 * The longest line whose layout is learnt, in bytes: V8 does not optimise code that compares much
 * more.
 */
const learntBytesMax = 1024;

/** The layout of the lines of one kind, learnt when many of them in a row had to be scanned. */
class Learnt {
  readonly kind: number;
  layout: LineLayout = noLayout;
  /** The number of lines in a row that did not have it. */
  misses = 0;
  /**
   * It doubles each time, so that learning costs next to nothing where no two lines are laid out
   * alike.
   */
  #missesMax = missesMin;

  constructor(kind: number) {
    this.kind = kind;
  }

  /**
   * Notes that a line of this kind had to be scanned, and learns its layout when that has happened
   * too often.
   */
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
