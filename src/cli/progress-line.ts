/** One line on standard error that is written over as work goes on; nothing where that is no terminal. */
import type { ExploreNumbers } from '../report/index.ts';
import { progressText } from '../report/index.ts';
import type { OutputStream } from './io.ts';

const clearLine = '\r\u001b[K';
/** Seconds of work between two writings. */
const every = 0.2;

export class ProgressLine {
  readonly #stream: OutputStream;
  #lastSeconds = 0;
  #shown = false;

  constructor(stream: OutputStream) {
    this.#stream = stream;
  }

  show(numbers: ExploreNumbers): void {
    if (this.#stream.isTTY !== true || numbers.seconds - this.#lastSeconds < every) return;
    this.#lastSeconds = numbers.seconds;
    this.#shown = true;
    const columns = this.#stream.columns ?? 80;
    this.#stream.write(clearLine + progressText(numbers).slice(0, columns - 1));
  }

  clear(): void {
    if (this.#shown) this.#stream.write(clearLine);
  }
}
