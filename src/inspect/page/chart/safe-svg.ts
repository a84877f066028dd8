/** A chart's SVG as elements. It is our own; what could run or load is dropped all the same. */

const banned = new Set(
  'script foreignobject iframe image use a animate set animatemotion animatetransform handler style'.split(
    ' ',
  ),
);

/** Absent when it is no SVG. */
export function safeSvg(text: string): SVGSVGElement | undefined {
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
  const root = parsed.documentElement;
  if (parsed.querySelector('parsererror') !== null || root.localName !== 'svg') return undefined;
  for (const element of [root, ...root.querySelectorAll('*')]) {
    if (banned.has(element.localName.toLowerCase()) || element.namespaceURI !== root.namespaceURI) {
      element.remove();
      continue;
    }
    for (const { name, value } of [...element.attributes]) {
      if (isHarmful(name.toLowerCase(), value)) element.removeAttribute(name);
    }
  }
  return document.importNode(root, true) as unknown as SVGSVGElement;
}

/** Handlers, and references to anything outside the drawing. */
function isHarmful(name: string, value: string): boolean {
  if (name.startsWith('on')) return true;
  if (name === 'href' || name.endsWith(':href')) return true;
  return /url\(\s*['"]?(?!#)/i.test(value) || /javascript:/i.test(value);
}
