/** How far a measurement is: one line that is written over on a terminal, a line now and then elsewhere. */
export class Progress {
  readonly #what: string;
  readonly #began = performance.now();
  #told = 0;

  constructor(what: string) {
    this.#what = what;
  }

  show(done: number, of: number): void {
    const seconds = (performance.now() - this.#began) / 1000;
    const { stderr } = process;
    if (seconds - this.#told < (stderr.isTTY ? 0.2 : 20) && done < of) return;
    this.#told = seconds;
    const left = done === 0 ? '' : `, ${Math.ceil(((of - done) * seconds) / done)} s to go`;
    const text = `${this.#what}: ${done} of ${of} mutants, ${Math.round(seconds)} s${left}`;
    if (!stderr.isTTY) stderr.write(`${text}\n`);
    else stderr.write(`\r\u001b[K${text}${done < of ? '' : '\n'}`);
  }
}

/** Lets signals in: what runs between two mutants may not block for long. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
