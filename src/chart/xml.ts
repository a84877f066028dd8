/** Text in XML, whatever it is. */

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** In an element or an attribute. What XML cannot carry (control characters, halves of surrogate pairs) becomes `�`. */
export function xmlText(text: string): string {
  return carried(text).replace(/[&<>"'\t\n\r]/g, (char) => entities[char] as string);
}

/** The text without what XML cannot carry. */
export function carried(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
