/** Bytes to lines, with a limit on the length of a line. */

export class LineTooLong extends Error {
  override readonly name = 'LineTooLong';
}

export class LineReader {
  readonly #most: number;
  readonly #line: (text: string) => void;
  #pieces: Buffer[] = [];
  #length = 0;

  constructor(most: number, line: (text: string) => void) {
    this.#most = most;
    this.#line = line;
  }

  /** Throws {@link LineTooLong}. Empty lines are none. */
  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.#add(chunk.subarray(start, end));
      const text = Buffer.concat(this.#pieces).toString('utf8').replace(/\r$/, '');
      this.#pieces = [];
      this.#length = 0;
      start = end + 1;
      if (text.trim() !== '') this.#line(text);
    }
    this.#add(chunk.subarray(start));
  }

  /** What stands behind the last line break. */
  rest(): string {
    return Buffer.concat(this.#pieces).toString('utf8');
  }

  #add(piece: Buffer): void {
    this.#length += piece.length;
    if (this.#length > this.#most) {
      throw new LineTooLong(`wrote a line that is longer than ${this.#most} bytes`);
    }
    if (piece.length > 0) this.#pieces.push(piece);
  }
}
