/**
 * Zoom and pan of a drawing: wheel, drag, keys. The drawing keeps its size and is moved by a transform: another
 * view box would lay out all of its texts again.
 */

function viewBoxOf(drawing: SVGSVGElement): Box {
  const [x = 0, y = 0, width = 100, height = 100] = (drawing.getAttribute('viewBox') ?? '')
    .split(/[\s,]+/)
    .map(Number);
  return { x, y, width, height };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const step = 1.25;
/** Where a drawing waits while another is shown: laid out, and out of the frame. */
const away = 'translate(-200000px, 0)';

export class Zoom {
  readonly #frame: HTMLElement;
  #drawing: SVGSVGElement | undefined;
  #whole: Box = { x: 0, y: 0, width: 1, height: 1 };
  #box: Box = this.#whole;
  /** What was last seen of each drawing. */
  readonly #boxes = new WeakMap<SVGSVGElement, Box>();

  constructor(frame: HTMLElement) {
    this.#frame = frame;
    frame.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
    frame.addEventListener('pointerdown', (event) => this.#onDown(event));
    frame.addEventListener('keydown', (event) => this.#onKey(event));
    new ResizeObserver(() => this.#apply()).observe(frame);
  }

  /** In place of the drawing that is there. */
  show(drawing: SVGSVGElement): void {
    if (this.#drawing !== undefined) this.#drawing.style.transform = away;
    this.#drawing = drawing;
    this.#whole = viewBoxOf(drawing);
    drawing.setAttribute('width', String(this.#whole.width));
    drawing.setAttribute('height', String(this.#whole.height));
    this.#box = this.#boxes.get(drawing) ?? this.#whole;
    this.#apply();
  }

  fit(): void {
    this.#box = this.#whole;
    this.#apply();
  }

  /** In its own size, or as near as it was; for a chart that is large. */
  in(): void {
    this.#scale(1 / step);
  }

  out(): void {
    this.#scale(step);
  }

  /** Moves so that what is at these places is in view; zooms in where it would be too small to read. */
  reveal(target: Box): void {
    const { clientWidth, clientHeight } = this.#frame;
    if (clientWidth === 0) return;
    const fits = Math.max(this.#whole.width / clientWidth, this.#whole.height / clientHeight);
    if (fits <= 1.6) {
      this.fit();
      return;
    }
    const scale = Math.min(fits, 1.25);
    const width = clientWidth * scale;
    const height = clientHeight * scale;
    const { x, y } = this.#box;
    const isThere =
      Math.abs(this.#box.width - width) < 1 &&
      target.x >= x &&
      target.y >= y &&
      target.x + target.width <= x + width &&
      target.y + target.height <= y + height;
    if (isThere) return;
    this.#box = {
      x: target.x + target.width / 2 - width / 2,
      y: target.y + target.height / 2 - height / 2,
      width,
      height,
    };
    this.#apply();
  }

  #scale(factor: number, centre = { x: 0.5, y: 0.5 }): void {
    const { x, y, width, height } = this.#box;
    const limited = Math.min(
      Math.max(width * factor, this.#whole.width / 40),
      this.#whole.width * 3,
    );
    const real = limited / width;
    this.#box = {
      x: x + width * (1 - real) * centre.x,
      y: y + height * (1 - real) * centre.y,
      width: limited,
      height: height * real,
    };
    this.#apply();
  }

  #pan(dx: number, dy: number): void {
    const { x, y, width, height } = this.#box;
    this.#box = { x: x + dx, y: y + dy, width, height };
    this.#apply();
  }

  /** Drawing units of a CSS pixel. */
  #unit(): number {
    const { clientWidth, clientHeight } = this.#frame;
    return Math.max(
      this.#box.width / Math.max(1, clientWidth),
      this.#box.height / Math.max(1, clientHeight),
    );
  }

  #onWheel(event: WheelEvent): void {
    event.preventDefault();
    const frame = this.#frame.getBoundingClientRect();
    const centre = {
      x: (event.clientX - frame.left) / frame.width,
      y: (event.clientY - frame.top) / frame.height,
    };
    this.#scale(1.0015 ** event.deltaY, centre);
  }

  #onDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    let { clientX, clientY } = event;
    let isDrag = false;
    const move = (next: PointerEvent) => {
      const dx = clientX - next.clientX;
      const dy = clientY - next.clientY;
      if (!isDrag && Math.hypot(dx, dy) < 4) return;
      if (!isDrag) this.#frame.setPointerCapture(event.pointerId);
      isDrag = true;
      this.#pan(dx * this.#unit(), dy * this.#unit());
      ({ clientX, clientY } = next);
    };
    const up = () => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', up);
      removeEventListener('pointercancel', up);
      // A drag that ends over a state is no click on it.
      if (isDrag) this.#frame.addEventListener('click', stop, { capture: true, once: true });
      setTimeout(() => this.#frame.removeEventListener('click', stop, { capture: true }), 0);
    };
    const stop = (click: Event) => click.stopPropagation();
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
    addEventListener('pointercancel', up);
  }

  #onKey(event: KeyboardEvent): void {
    const far = 60 * this.#unit();
    const doing = {
      '+': () => this.in(),
      '=': () => this.in(),
      '-': () => this.out(),
      '0': () => this.fit(),
      ArrowLeft: () => this.#pan(-far, 0),
      ArrowRight: () => this.#pan(far, 0),
      ArrowUp: () => this.#pan(0, -far),
      ArrowDown: () => this.#pan(0, far),
    }[event.key];
    if (doing === undefined || event.target !== this.#frame) return;
    event.preventDefault();
    doing();
  }

  #apply(): void {
    const drawing = this.#drawing;
    const { clientWidth, clientHeight } = this.#frame;
    if (drawing === undefined || clientWidth === 0) return;
    const { x, y, width, height } = this.#box;
    this.#boxes.set(drawing, this.#box);
    const scale = Math.min(clientWidth / width, clientHeight / height);
    const left = (clientWidth - width * scale) / 2 - (x - this.#whole.x) * scale;
    const top = (clientHeight - height * scale) / 2 - (y - this.#whole.y) * scale;
    drawing.style.transform = `translate(${left}px, ${top}px) scale(${scale})`;
  }
}
