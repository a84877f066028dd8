/**
 * A card of the vocabulary as plain text, and the list of all cards. Colours come in from outside,
 * so that the same text serves a terminal, a file and a test.
 */
import type { DdiCard, DdiKind } from '../wdk/card.ts';
import type { Contradiction } from '../wdk/contradictions/contradiction.ts';

/** How to set text off; picocolors has this shape. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  cyan(text: string): string;
  yellow(text: string): string;
}

/** No colours. */
export const PLAIN: Paint = {
  bold: (text) => text,
  dim: (text) => text,
  cyan: (text) => text,
  yellow: (text) => text,
};

const KIND_TITLE: Readonly<Record<DdiKind, string>> = {
  routine: 'Routines',
  irp: 'IRPs',
  ioctl: 'IOCTLs',
  oid: 'OIDs',
  struct: 'Structures',
  guid: 'GUIDs',
  constant: 'Constants and statuses',
};

const LABEL_WIDTH = 13;

/** `text` broken at spaces; every line begins with `indent` blanks, the first with `lead`. */
function wrap(text: string, width: number, indent: number, lead = ' '.repeat(indent)): string[] {
  const lines: string[] = [];
  let line = lead;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = ' '.repeat(indent);
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  lines.push(line);
  return lines;
}

/** The value as headers write it: codes in hexadecimal, small counts in decimal. */
export function formatDdiValue(card: DdiCard): string | null {
  if (card.value === null || typeof card.value === 'string') return card.value;
  const hex = (digits: number) =>
    `0x${Number(card.value).toString(16).toUpperCase().padStart(digits, '0')}`;
  if (card.kind === 'irp') return hex(2);
  if (card.kind === 'constant' && card.value < 256) return String(card.value);
  return hex(card.kind === 'constant' && card.value <= 0xffff ? 4 : 8);
}

function irqlText(card: DdiCard): string | null {
  const upTo = card.irqlMax === 'PASSIVE_LEVEL' ? '' : 'at most ';
  const limit = card.irqlMax === null ? null : `${upTo}${card.irqlMax}`;
  if (limit === null) return card.irqlNote;
  return card.irqlNote === null ? limit : `${limit} (${card.irqlNote})`;
}

function factLines(card: DdiCard, width: number, paint: Paint): string[] {
  const facts: readonly (readonly [string, string | null])[] = [
    ['IRQL', irqlText(card)],
    ['value', formatDdiValue(card)],
    ['request', card.requestType],
    ['major', card.majorFunction],
    ['structure', card.struct],
    ['provided by', card.providedBy],
    ['called by', card.calledBy],
    ['first', card.handledFirstBy],
    ['since', card.minOs],
    ['documented', card.documented ? null : 'no, the name is in a header only'],
  ];
  return facts.flatMap(([label, text]) => {
    if (text === null || text === '') return [];
    const [first = '', ...rest] = wrap(text, width, LABEL_WIDTH);
    return [paint.dim(label.padEnd(LABEL_WIDTH)) + first.slice(LABEL_WIDTH), ...rest];
  });
}

function section(title: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : ['', paint.bold(title), ...lines];
}

function parameterLines(card: DdiCard, width: number, paint: Paint): string[] {
  return card.parameters.flatMap(({ name, dir, type, rule }) => {
    const direction = dir === 'field' ? '' : `${dir.padEnd(5)} `;
    const fits = 2 + direction.length + name.length + 1 + type.length <= width;
    const head = `  ${direction}${paint.cyan(name)}${fits ? ` ${paint.dim(type)}` : ''}`.trimEnd();
    const tail = [...(fits ? [] : wrap(type, width, 8)), ...(rule ? wrap(rule, width, 8) : [])];
    return [head, ...tail];
  });
}

function returnLines(card: DdiCard, width: number, paint: Paint): string[] {
  return card.returns.flatMap(({ status, when }) => [
    `  ${paint.cyan(status)}`,
    ...(when === '' ? [] : wrap(when, width, 8)),
  ]);
}

function contradictionLines(
  id: string,
  found: Contradiction | undefined,
  width: number,
  paint: Paint,
): string[] {
  if (found === undefined) return [`  ${id} is not known`];
  const reading = (letter: string, text: string, sources: readonly string[]) => [
    ...wrap(text, width, 9, `      ${letter}  `),
    ...wrap(`from ${sources.join(', ')}`, width, 9).map((line) => paint.dim(line)),
  ];
  const taken = /^[AB]$/.test(found.taken) ? ` takes reading ${found.taken}` : `: ${found.taken}`;
  return [
    `  ${paint.yellow(id)}  ${found.topic}`,
    ...reading('A', found.readingA, found.sourceA),
    ...reading('B', found.readingB, found.sourceB),
    ...(found.note === undefined ? [] : wrap(`Note: ${found.note}`, width, 6)),
    ...wrap(`This model${taken}. ${found.why}`, width, 6),
  ];
}

function sourceLines(card: DdiCard): string[] {
  const value = card.valueSource;
  return [`  ${card.source}`, ...(value === null ? [] : [`  value: ${value}`])];
}

/** One card: what it is, at which level, with what, to what end, and where the pages disagree. */
export function renderDdiCard(
  card: DdiCard,
  contradictions: Readonly<Record<string, Contradiction>>,
  width = 80,
  paint: Paint = PLAIN,
): string {
  const aliases =
    card.aliases.length === 0 ? [] : wrap(`also ${card.aliases.join(', ')}`, width, 2);
  const disputes = card.contradictions.flatMap((id) =>
    contradictionLines(id, contradictions[id], width, paint),
  );
  const lines = [
    `${paint.bold(card.name)}  ${paint.dim(`${card.kind}, ${card.header}`)}`,
    ...wrap(card.doc, width, 2),
    ...aliases,
    '',
    ...factLines(card, width, paint),
    ...section(
      card.kind === 'struct' ? 'members' : 'parameters',
      parameterLines(card, width, paint),
      paint,
    ),
    ...section('returns', returnLines(card, width, paint), paint),
    ...section(
      'rules',
      card.rules.flatMap((rule) => wrap(rule, width, 4, '  - ')),
      paint,
    ),
    ...section('where the documentation disagrees', disputes, paint),
    ...section('source', sourceLines(card), paint),
  ];
  return `${lines.join('\n')}\n`;
}

/** All cards by kind, each on one line: name, IRQL limit or request type, what it is for. */
export function renderDdiList(cards: readonly DdiCard[], paint: Paint = PLAIN): string {
  const kinds = (Object.keys(KIND_TITLE) as DdiKind[]).filter((kind) =>
    cards.some((card) => card.kind === kind),
  );
  const blocks = kinds.map((kind) => {
    const own = cards.filter((card) => card.kind === kind);
    const nameWidth = Math.max(...own.map((card) => card.name.length));
    const rows = own.map((card) => {
      const tag = card.requestType ?? card.irqlMax?.replace('_LEVEL', '') ?? '';
      return `  ${paint.cyan(card.name.padEnd(nameWidth))}  ${tag.padEnd(10)}  ${card.doc}`;
    });
    return [paint.bold(`${KIND_TITLE[kind]} (${own.length})`), ...rows].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}
