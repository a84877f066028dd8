/** How far a run of a suite is: one line on standard error that is written over; nothing where that is no terminal. */
import type { TestResult } from '../execute/index.ts';
import type { OutputStream } from './io.ts';

const clearLine = '\r\u001b[K';
/** Milliseconds between two writings. */
const every = 200;

export class TestProgress {
  readonly #stream: OutputStream;
  readonly #all: number;
  #done = 0;
  #failed = 0;
  #last = performance.now();
  #shown = false;

  constructor(stream: OutputStream, all: number) {
    this.#stream = stream;
    this.#all = all;
  }

  count({ verdict }: TestResult): void {
    this.#done += 1;
    if (verdict === 'fail') this.#failed += 1;
    const now = performance.now();
    if (this.#stream.isTTY !== true || now - this.#last < every) return;
    this.#last = now;
    this.#shown = true;
    const failed = this.#failed === 0 ? '' : `, ${this.#failed} failed`;
    this.#stream.write(`${clearLine}test ${this.#done} of ${this.#all}${failed}`);
  }

  clear(): void {
    if (this.#shown) this.#stream.write(clearLine);
    this.#shown = false;
  }
}
