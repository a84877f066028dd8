/** One actor's statechart in the page: its groups by their ids, and the classes that light them. */
import { safeSvg } from './safe-svg.ts';

export interface Lights {
  readonly active: ReadonlySet<string>;
  /** Those of them that have no active state within. */
  readonly innermost: ReadonlySet<string>;
  readonly taken: ReadonlySet<string>;
  /** Absent: coverage is not shown. */
  readonly visited?: {
    readonly states: ReadonlySet<string>;
    readonly transitions: ReadonlySet<string>;
  };
}

export class ChartDrawing {
  readonly element: SVGSVGElement;
  readonly #states: ReadonlyMap<string, readonly Element[]>;
  readonly #transitions: ReadonlyMap<string, readonly Element[]>;

  readonly #boxes = new Map<string, DOMRect | undefined>();

  private constructor(element: SVGSVGElement) {
    this.element = element;
    this.#states = byAttribute(element, 'data-state');
    this.#transitions = byAttribute(element, 'data-transition');
  }

  /** Absent when the SVG is broken. */
  static from(text: string): ChartDrawing | undefined {
    const element = safeSvg(text);
    return element === undefined ? undefined : new ChartDrawing(element);
  }

  light({ active, innermost, taken, visited }: Lights): void {
    this.element.classList.toggle('covers', visited !== undefined);
    for (const [id, elements] of this.#states) {
      const isVisited = visited?.states.has(id);
      for (const { classList } of elements) {
        classList.toggle('active', active.has(id));
        classList.toggle('innermost', innermost.has(id));
        cover(classList, isVisited);
      }
    }
    for (const [id, elements] of this.#transitions) {
      const isVisited = visited?.transitions.has(id);
      for (const { classList } of elements) {
        classList.toggle('taken', taken.has(id));
        cover(classList, isVisited);
      }
    }
  }

  /** Where these states and transitions are, in the drawing's own units. */
  place(ids: Iterable<string>): DOMRect | undefined {
    const boxes = [...ids].map((id) => this.#box(id)).filter((box) => box !== undefined);
    const [first] = boxes;
    if (first === undefined) return undefined;
    const left = Math.min(...boxes.map(({ x }) => x));
    const top = Math.min(...boxes.map(({ y }) => y));
    const right = Math.max(...boxes.map(({ x, width }) => x + width));
    const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
    return new DOMRect(left, top, right - left, bottom - top);
  }

  /** Measured once: a drawing does not move. */
  #box(id: string): DOMRect | undefined {
    if (this.#boxes.has(id)) return this.#boxes.get(id);
    const [state] = this.#states.get(id) ?? [];
    const shape = state?.querySelector('rect') ?? state ?? this.#transitions.get(id)?.[0];
    const box = shape instanceof SVGGraphicsElement ? shape.getBBox() : undefined;
    this.#boxes.set(id, box);
    return box;
  }

  /** The state in whose group the element is. */
  stateOf(element: Element | null): string | undefined {
    return element?.closest('[data-state]')?.getAttribute('data-state') ?? undefined;
  }
}

function cover(classes: DOMTokenList, isVisited: boolean | undefined): void {
  classes.toggle('visited', isVisited === true);
  classes.toggle('unvisited', isVisited === false);
}

function byAttribute(root: Element, name: string): ReadonlyMap<string, readonly Element[]> {
  const found = new Map<string, Element[]>();
  for (const element of root.querySelectorAll(`[${name}]`)) {
    const id = element.getAttribute(name) ?? '';
    const list = found.get(id) ?? [];
    list.push(element);
    found.set(id, list);
  }
  return found;
}
