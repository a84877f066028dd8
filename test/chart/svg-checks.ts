/** What must hold of every drawing, seen in a browser. Runs in the page: it may use nothing from outside. */

/** Everything that is wrong with the drawing in the page, in words. */
export function drawingFaults(): readonly string[] {
  const faults: string[] = [];
  type Box = { left: number; top: number; right: number; bottom: number };
  const boxOf = (element: Element): Box => element.getBoundingClientRect();
  const inside = (inner: Box, outer: Box, slack: number) =>
    inner.left >= outer.left - slack &&
    inner.top >= outer.top - slack &&
    inner.right <= outer.right + slack &&
    inner.bottom <= outer.bottom + slack;
  const overlap = (a: Box, b: Box) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
  const svg = document.querySelector('svg') as SVGSVGElement;
  const whole = boxOf(svg);
  const states = [...svg.querySelectorAll('g.state')].map((group) => ({
    id: group.getAttribute('data-state') ?? '',
    box: boxOf(group.querySelector('rect.box') as Element),
    texts: [...group.querySelectorAll('text')].map((text) => ({
      text: text.textContent,
      box: boxOf(text),
    })),
  }));
  for (const { id, box, texts } of states) {
    if (!inside(box, whole, 0.5)) faults.push(`${id} is outside of the picture`);
    for (const { text, box: own } of texts) {
      if (!inside(own, box, 1)) faults.push(`${id}: text '${text}' leaves its box`);
    }
  }
  const isNested = (a: Box, b: Box) => inside(a, b, 1) || inside(b, a, 1);
  states.forEach((one, n) => {
    for (const other of states.slice(n + 1)) {
      if (overlap(one.box, other.box) && !isNested(one.box, other.box)) {
        faults.push(`${one.id} overlaps ${other.id}`);
      }
    }
  });
  const labels = [...svg.querySelectorAll('.edge, .initial')].map((edge) => ({
    name: `${edge.getAttribute('data-source')} to ${edge.getAttribute('data-target')}`,
    texts: [...edge.querySelectorAll('text')].map((text) => ({
      text: text.textContent,
      box: boxOf(text),
    })),
    isDrawn: edge.querySelector('path.line') !== null,
  }));
  const words = states.flatMap(({ id, texts }) => texts.map((text) => ({ ...text, of: id })));
  labels.forEach(({ name, texts, isDrawn }, n) => {
    if (!isDrawn) faults.push(`${name}: no line`);
    for (const { text, box } of texts) {
      if (!inside(box, whole, 0.5))
        faults.push(`${name}: label '${text}' is outside of the picture`);
      for (const state of states) {
        const isLeaf = !states.some((other) => other !== state && inside(other.box, state.box, 1));
        if (isLeaf && overlap(box, state.box))
          faults.push(`${name}: label '${text}' covers ${state.id}`);
      }
      for (const word of words) {
        if (overlap(box, word.box))
          faults.push(`${name}: label '${text}' covers '${word.text}' of ${word.of}`);
      }
      for (const other of labels.slice(n + 1)) {
        for (const own of other.texts) {
          if (overlap(box, own.box))
            faults.push(`${name}: label '${text}' covers '${own.text}' of ${other.name}`);
        }
      }
    }
  });
  return faults;
}
