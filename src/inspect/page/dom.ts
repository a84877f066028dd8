/** Elements in one call. Children are nodes or text; text never becomes markup, whatever it is. */

type Child = Node | string | undefined;
/** `true` sets the attribute, `false` and undefined leave it out. */
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

const svgNamespace = 'http://www.w3.org/2000/svg';

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS(svgNamespace, tag), attributes, children);
}

function filled<E extends Element>(
  element: E,
  attributes: Attributes,
  children: readonly Child[],
): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** A button that does one thing. */
export function button(
  label: string,
  onClick: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const made = h('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', onClick);
  return made;
}

/** A button that goes somewhere in the run; looks like a link. */
export function linkButton(label: string, onClick: () => void, title?: string): HTMLButtonElement {
  return button(label, onClick, { class: 'link', title });
}

/** Text that may be long: cut by the layout, whole in the tooltip. */
export function cut(text: string, className = ''): HTMLSpanElement {
  return h('span', { class: `cut ${className}`.trim(), title: text }, text);
}

/** An icon of the page's own small set: paths on a grid of 16. */
export function icon(name: keyof typeof iconPaths): SVGSVGElement {
  return svg(
    'svg',
    { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: iconPaths[name] }),
  );
}

const iconPaths = {
  first: 'M3 3h2v10H3zM13 3v10L6 8z',
  back: 'M11 3v10L4 8z',
  play: 'M4 2.5v11L13 8z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  forward: 'M5 3v10l7-5z',
  last: 'M11 3h2v10h-2zM3 3v10l7-5z',
  up: 'M8 4l5 6H3z',
  down: 'M8 12L3 6h10z',
  swap: 'M2 5h8V2l4 4-4 4V7H2zM14 11H6v3l-4-3.500 4-3.500v3h8z',
  cross:
    'M3.500 2L8 6.500 12.500 2 14 3.500 9.500 8 14 12.500 12.500 14 8 9.500 3.500 14 2 12.500 6.500 8 2 3.500z',
  check: 'M6.200 12.800L1.800 8.400l1.500-1.500 2.900 2.900 6.500-6.600 1.500 1.500z',
} as const;
