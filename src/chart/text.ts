/**
 * Text without a browser: what of it can be shown, and how wide it is. The drawing names monospace fonts, which are all
 * about as wide; where a character may come from another font, the drawing says how long the text is to be.
 */

/** Of the text in boxes and beside lines. */
export const fontSize = 12;
/** Of a state's name. */
export const nameSize = 13;
/** From one line to the next. */
export const lineHeight = 17;
/** Consolas 0.55, Courier New 0.60, Menlo and DejaVu Sans Mono 0.602. */
const advance = 0.605;

/** Width of so many columns. */
export function columnsWidth(columns: number, size = fontSize): number {
  return Math.ceil(columns * advance * size * 10) / 10;
}

export function textWidth(text: string, size = fontSize): number {
  return columnsWidth(columnsOf(text), size);
}

/** How many columns of a monospace font the text takes; rather too many than too few. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const char of text) columns += columnsOfChar(char);
  return columns;
}

/** Whether a font other than the named ones may be needed for it. */
export function isUnusual(text: string): boolean {
  return /[^ -~\u00a0-\u00ff…→–]/u.test(text);
}

/**
 * In one line: line ends become blanks; control characters, halves of surrogate pairs and what reverses the direction
 * of text become `�`.
 */
export function visibleText(text: string): string {
  return text
    .replace(/[\t\r\n\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, '\ufffd');
}

/** At most so many columns; what is cut off shows as `…`. */
export function cutText(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = '';
  let used = 1;
  for (const char of text) {
    used += columnsOfChar(char);
    if (used > columns) break;
    kept += char;
  }
  return `${kept}…`;
}

/** In pieces of at most so many columns, broken after a dot, an underscore or before a capital where there is one. */
export function brokenText(text: string, columns: number): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  while (columnsOf(rest) > columns) {
    const most = cutText(rest, columns + 1).slice(0, -1);
    const breaks = [...most.matchAll(/[._:\- ]|\p{Ll}(?=\p{Lu})/gu)].map(({ index }) => index + 1);
    const last = breaks.findLast((at) => at > most.length / 2) ?? most.length;
    pieces.push(rest.slice(0, last));
    rest = rest.slice(last);
  }
  return [...pieces, rest];
}

function columnsOfChar(char: string): number {
  const code = char.codePointAt(0) as number;
  if (code < 0x1100) return code >= 0x300 && code < 0x370 ? 0 : 1;
  if (/[\u2000-\u23ff\u2500-\u25ff\ufffd]/u.test(char)) return 1;
  return /\p{Mn}|\p{Me}/u.test(char) ? 0 : 2;
}
