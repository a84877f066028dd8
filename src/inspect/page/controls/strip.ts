/** The whole run in a strip under the slider: what violates, races, comes too late, and what a search found. */
import { svg } from '../dom.ts';
import type { Marks } from '../model/marks.ts';

/** Parts of the strip; more would not be seen. */
const parts = 500;

export class Strip {
  readonly element = svg('svg', {
    class: 'strip',
    viewBox: `0 0 ${parts} 10`,
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
  });
  #marks: Marks | undefined;
  #last = 1;
  #hits: readonly number[] = [];

  show(marks: Marks, last: number): void {
    this.#marks = marks;
    this.#last = Math.max(1, last);
    this.#draw();
  }

  hits(steps: readonly number[]): void {
    this.#hits = steps;
    this.#draw();
  }

  #draw(): void {
    const marks = this.#marks;
    if (marks === undefined) return;
    const made: SVGElement[] = [svg('rect', { class: 'all', width: parts, height: 10 })];
    if (Number.isFinite(marks.lateFrom)) {
      const x = this.#x(marks.lateFrom - 1);
      made.push(svg('rect', { class: 'late', x, width: parts - x, height: 10 }));
    }
    if (this.#hits.length > 0) made.push(this.#ticks('hit', this.#hits, 'V10'));
    for (const kind of ['unexpected', 'lost', 'race', 'violation']) {
      const steps = marks.notable().filter((mark) => mark.kind === kind);
      if (steps.length > 0)
        made.push(
          this.#ticks(
            kind,
            steps.map(({ step }) => step),
            'V10',
          ),
        );
    }
    this.element.replaceChildren(...made);
  }

  #ticks(kind: string, steps: readonly number[], to: string): SVGPathElement {
    const places = new Set(steps.map((step) => Math.round(this.#x(step))));
    const d = [...places].map((x) => `M${x} 0${to}`).join('');
    return svg('path', { class: `tick ${kind}`, d, 'vector-effect': 'non-scaling-stroke' });
  }

  #x(step: number): number {
    return (step / this.#last) * parts;
  }
}
