/** Scripts for a page with drawings: text, since they run in the browser. */

/** Everything that is wrong with the drawing in the page, in words. */
export const drawingFaults = `(() => {
  const faults = [];
  const boxOf = (element) => element.getBoundingClientRect();
  const inside = (inner, outer, slack) =>
    inner.left >= outer.left - slack && inner.top >= outer.top - slack &&
    inner.right <= outer.right + slack && inner.bottom <= outer.bottom + slack;
  const overlap = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
  const textsOf = (group) =>
    [...group.querySelectorAll('text')].map((text) => ({ text: text.textContent, box: boxOf(text) }));
  const svg = document.querySelector('svg');
  const whole = boxOf(svg);
  const states = [...svg.querySelectorAll('g.state')].map((group) => ({
    id: group.getAttribute('data-state'),
    box: boxOf(group.querySelector('rect.box')),
    texts: textsOf(group),
  }));
  for (const { id, box, texts } of states) {
    if (!inside(box, whole, 0.5)) faults.push(id + ' is outside of the picture');
    for (const { text, box: own } of texts) {
      if (!inside(own, box, 1)) faults.push(id + ': text ' + text + ' leaves its box');
    }
    texts.forEach((one, n) => {
      for (const other of texts.slice(n + 1)) {
        if (overlap(one.box, other.box)) faults.push(id + ': ' + one.text + ' covers ' + other.text);
      }
    });
  }
  const isNested = (a, b) => inside(a, b, 1) || inside(b, a, 1);
  states.forEach((one, n) => {
    for (const other of states.slice(n + 1)) {
      if (overlap(one.box, other.box) && !isNested(one.box, other.box)) {
        faults.push(one.id + ' overlaps ' + other.id);
      }
    }
  });
  const leaves = states.filter((one) => !states.some((other) => other !== one && inside(other.box, one.box, 1)));
  const words = states.flatMap(({ id, texts }) => texts.map((text) => ({ ...text, of: id })));
  const labels = [...svg.querySelectorAll('.edge, .initial')].map((edge) => ({
    name: edge.getAttribute('data-source') + ' to ' + edge.getAttribute('data-target'),
    texts: textsOf(edge),
    isDrawn: edge.querySelector('path.line') !== null,
  }));
  labels.forEach(({ name, texts, isDrawn }, n) => {
    if (!isDrawn) faults.push(name + ': no line');
    for (const { text, box } of texts) {
      const fault = (what) => faults.push(name + ': label ' + text + ' ' + what);
      if (!inside(box, whole, 0.5)) fault('is outside of the picture');
      for (const state of leaves) if (overlap(box, state.box)) fault('covers ' + state.id);
      for (const word of words) if (overlap(box, word.box)) fault('covers ' + word.text + ' of ' + word.of);
      for (const other of labels.slice(n + 1)) {
        for (const own of other.texts) {
          if (overlap(box, own.box)) fault('covers ' + own.text + ' of ' + other.name);
        }
      }
    }
  });
  return faults;
})()`;

/** Colours of a state's outline and of a transition's line, as they are, lit, and visited. */
export const looks = (state: string, transition: string) => `(() => {
  const state = document.querySelector('[data-state=${JSON.stringify(state)}]');
  const transition = document.querySelector('[data-transition=${JSON.stringify(transition)}]');
  const line = transition.closest('.edge').querySelector('.line');
  const read = () => [state.querySelector('.box'), line].map((element) => getComputedStyle(element).stroke);
  const before = read();
  state.classList.add('active');
  transition.classList.add('taken');
  const lit = read();
  state.classList.replace('active', 'visited');
  transition.classList.replace('taken', 'visited');
  return { before, lit, visited: read() };
})()`;

/** The titles of all states that mermaid draws. */
export const renderedTitles = (text: string) => `(async () => {
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
  const { svg } = await mermaid.render('drawing', ${JSON.stringify(text)});
  const holder = document.createElement('div');
  holder.innerHTML = svg;
  document.body.append(holder);
  const titleIn = (element, selector) => element.querySelector(selector)?.textContent?.trim() ?? '';
  const clusters = [...holder.querySelectorAll('g.statediagram-cluster')];
  const nodes = [...holder.querySelectorAll('g.node:not(.statediagram-note)')];
  const titles = [
    ...clusters.map((cluster) => titleIn(cluster, '.cluster-label')),
    ...nodes.map((node) => titleIn(node, '.label p, .nodeLabel p, .label text, .nodeLabel')),
  ];
  holder.remove();
  return titles.filter((title) => title !== '');
})()`;
