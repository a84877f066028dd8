/** The lines of a stream, one after the other; unlike `readline` it never reads ahead of who asks for the lines. */
import type { Readable } from 'node:stream';

export class LineSplitter implements AsyncIterable<string> {
  readonly #input: Readable;

  constructor(input: Readable) {
    this.#input = input;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    let rest = '';
    this.#input.setEncoding('utf8');
    for await (const chunk of this.#input) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') yield line;
    }
    if (rest.trim() !== '') yield rest;
  }
}
