/**
 * How a checkpoint is written and read: items one after another, each an array of 32-bit numbers with its length and a
 * checksum, so that a file that is cut short or damaged is noticed where it is, before anything believes it. Whoever
 * writes gets pieces that lie in the search's own memory: nothing is copied, whatever its size.
 */

/** A checkpoint that cannot be used; the message says why. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** Pieces of a checkpoint, to be written one after another at once: they change when the search goes on. */
export type Pieces = Iterable<Uint8Array>;

/** Fills an array with the next bytes of a checkpoint; how many there were. Fewer than wanted: it ends there. */
export type ByteSource = (into: Uint8Array) => number;

/** What every item begins with, and numbers of items: mark, kind, length, checksum of the content, of these four. */
const mark = 0x74706b63;
const headWords = 5;
const kinds = { ints: 1, text: 2 } as const;
type Kind = (typeof kinds)[keyof typeof kinds];

const checkStart = 0x811c9dc5 | 0;

function checkOf(ints: Int32Array, length: number): number {
  let check = checkStart;
  for (let n = 0; n < length; n += 1) {
    check = Math.imul(check ^ (ints[n] as number), 0x01000193);
    check ^= check >>> 15;
  }
  return check;
}

const bytesOf = (ints: Int32Array, length: number) =>
  new Uint8Array(ints.buffer, ints.byteOffset, length * 4);

function* item(kind: Kind, ints: Int32Array, length: number, units: number): Pieces {
  const head = Int32Array.of(mark, kind, units, checkOf(ints, length), 0);
  head[headWords - 1] = checkOf(head, headWords - 1);
  yield bytesOf(head, headWords);
  yield bytesOf(ints, length);
}

/** The first `length` numbers of an array. */
export function intsItem(ints: Int32Array, length = ints.length): Pieces {
  return item(kinds.ints, ints, length, length);
}

/** Any value that JSON can say. */
export function jsonItem(value: unknown): Pieces {
  const text = new TextEncoder().encode(JSON.stringify(value));
  const words = (text.length + 3) >>> 2;
  const padded = new Uint8Array(words * 4);
  padded.set(text);
  return item(kinds.text, new Int32Array(padded.buffer), words, text.length);
}

export class CheckpointReader {
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  ints(): Int32Array {
    const { units, check } = this.#head(kinds.ints);
    return this.#content(units, check);
  }

  json(): unknown {
    const { units, check } = this.#head(kinds.text);
    const content = this.#content((units + 3) >>> 2, check);
    return JSON.parse(
      new TextDecoder().decode(bytesOf(content, content.length).subarray(0, units)),
    );
  }

  #head(kind: Kind): { readonly units: number; readonly check: number } {
    const head = new Int32Array(headWords);
    this.#fill(head);
    if (head[0] !== mark || head[headWords - 1] !== checkOf(head, headWords - 1)) {
      throw new CheckpointError('it is damaged, or no checkpoint');
    }
    if (head[1] !== kind) throw new CheckpointError('another version wrote it');
    return { units: head[2] as number, check: head[3] as number };
  }

  #content(length: number, check: number): Int32Array {
    const ints = new Int32Array(length);
    this.#fill(ints);
    if (checkOf(ints, length) !== check) throw new CheckpointError('it is damaged');
    return ints;
  }

  #fill(ints: Int32Array): void {
    const bytes = bytesOf(ints, ints.length);
    for (let at = 0; at < bytes.length; ) {
      const read = this.#source(bytes.subarray(at));
      if (read === 0) throw new CheckpointError('it is cut short');
      at += read;
    }
  }
}
