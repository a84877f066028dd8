/** What is known so far, in sections; printed once, at the end or when the run is interrupted. */
import { readFileSync, writeFileSync } from 'node:fs';

export interface Section {
  readonly name: string;
  readonly text: () => string;
  readonly data: () => unknown;
}

export class Report {
  readonly #sections: Section[] = [];
  readonly #json: boolean;
  #printed = false;

  constructor(json: boolean) {
    this.#json = json;
    process.once('SIGINT', () => process.exit(130));
    // Stryker ends the process itself when it is interrupted.
    process.once('exit', () => this.print('interrupted: what is known so far'));
  }

  add(section: Section): void {
    this.#sections.push(section);
  }

  print(note = ''): void {
    if (this.#printed) return;
    this.#printed = true;
    const head = note === '' ? [] : [note];
    const texts = this.#sections.map(({ name, text }) => `## ${name}\n\n${text()}`);
    const data = Object.fromEntries(this.#sections.map(({ name, data: own }) => [name, own()]));
    const whole = this.#json
      ? JSON.stringify({ ...(note === '' ? {} : { note }), ...data })
      : [...head, ...texts].join('\n\n');
    // Written at once: the process may be about to end.
    writeFileSync(1, `${whole}\n`);
  }

  /** Puts each section between its two comments in a page; the others stay. */
  writeInto(page: string): void {
    const before = readFileSync(page, 'utf8');
    const after = this.#sections.reduce((text, { name, text: own }) => {
      const [begin, end] = [`<!-- measured: ${name} -->`, `<!-- end: ${name} -->`];
      const from = text.indexOf(begin);
      const to = text.indexOf(end);
      if (from < 0 || to < from) throw new Error(`${page} has no place for '${name}'`);
      return `${text.slice(0, from)}${begin}\n\n${own()}\n\n${text.slice(to)}`;
    }, before);
    writeFileSync(page, after);
  }
}
