/**
 * Labels: `event [guard] / actions → target`, in lines of limited width. Transitions of one state that differ only in
 * their events share a label, in which each has its own event.
 */
import type { ChartTransition } from './chart.ts';
import type { DrawnGroup, DrawnPart, DrawnText, Rectangle, TextRole } from './drawn.ts';
import {
  brokenText,
  columnsOf,
  columnsWidth,
  cutText,
  fontSize,
  lineHeight,
  visibleText,
} from './text.ts';

/** Where the baseline is in a line. */
export const baseline = 12.5;
/** The longest name that is shown whole; its title has all of it. */
const longestName = 160;
/** What a line may have more than its width before a single word is broken. */
const overhang = 10;
/** Columns by which a second line begins further right. */
const indent = 2;

/** Lines of text, from its own upper left corner. */
export interface Block {
  readonly width: number;
  readonly height: number;
  readonly group: DrawnGroup;
}

/** Transitions of one state that differ only in their events. */
export interface Alike {
  readonly transitions: readonly ChartTransition[];
  /** Told in the label where no line leads there. */
  readonly targets: readonly string[];
}

interface Word {
  readonly text: string;
  readonly role: TextRole;
  readonly transition?: string;
  /** Without a blank after another such word. */
  readonly isTight?: boolean;
}

/** Transitions with the same guard, actions and targets together, in order of appearance. */
export function alikeOf(
  transitions: readonly ChartTransition[],
  targets: (transition: ChartTransition) => readonly string[],
): readonly Alike[] {
  const found = new Map<string, { transitions: ChartTransition[]; targets: readonly string[] }[]>();
  const inOrder: Alike[] = [];
  for (const transition of transitions) {
    const told = targets(transition);
    const { actions, reenter, source } = transition;
    const key = JSON.stringify([
      source,
      guardText(transition),
      actions,
      reenter,
      transition.targets,
      told,
    ]);
    const same = found.get(key) ?? [];
    const alike = same.find((one) =>
      one.transitions.every(({ event }) => event !== transition.event),
    );
    if (alike === undefined) {
      const one = { transitions: [transition], targets: told };
      found.set(key, [...same, one]);
      inOrder.push(one);
    } else alike.transitions.push(transition);
  }
  return inOrder;
}

/** The alternative after those with guards, which has none itself, is `else`. */
export function guardText({ guard, id }: ChartTransition): string | undefined {
  return guard ?? (id.endsWith(' #0') ? undefined : 'else');
}

/**
 * The labels' lines, of about so many columns at most. A long list of events is written once: where the next label has
 * the same one, each event is a dot.
 */
export function labelBlocks(labels: readonly Alike[], columns: number): readonly Block[] {
  const known = new Set<string>();
  return labels.map((label) => {
    const events = JSON.stringify(label.transitions.map(({ event }) => event));
    const isRepeated = known.has(events);
    if (label.transitions.length >= longList) known.add(events);
    return labelBlock(label, columns, isRepeated);
  });
}

/** From so many events on a list is not repeated. */
const longList = 4;

function labelBlock({ transitions, targets }: Alike, columns: number, isRepeated: boolean): Block {
  const [first] = transitions;
  if (first === undefined) return { width: 0, height: 0, group: { parts: [], shared: [] } };
  const words: Word[] = isRepeated
    ? [
        { text: `the same ${transitions.length}`, role: 'keyword' },
        ...transitions.map(
          ({ id }): Word => ({ text: '•', role: 'event', transition: id, isTight: true }),
        ),
      ]
    : transitions.map(({ event, id }, n) => ({
        text: named(event) + (n + 1 < transitions.length ? ',' : ''),
        role: first.eventType === '' ? 'keyword' : 'event',
        transition: id,
      }));
  const own = transitions.length === 1 ? { transition: first.id } : {};
  const guard = guardText(first);
  if (guard !== undefined) words.push({ text: `[${named(guard)}]`, role: 'guard', ...own });
  first.actions.forEach((action, n) => {
    const comma = n + 1 < first.actions.length ? ',' : '';
    words.push({ text: (n === 0 ? '/ ' : '') + named(action) + comma, role: 'action', ...own });
  });
  if (targets.length > 0) {
    words.push({ text: `→ ${targets.map(named).join(', ')}`, role: 'target', ...own });
  }
  if (first.reenter) words.push({ text: '(enters anew)', role: 'note', ...own });
  if (isWithoutEffect(first)) words.push({ text: '(ignored)', role: 'note', ...own });
  return flowed(words, columns);
}

/** `keyword: a, b, c`, such as the actions on entry. */
export function listBlock(keyword: string, names: readonly string[], columns: number): Block {
  const words = names.map((name, n): Word => {
    const comma = n + 1 < names.length ? ',' : '';
    return { text: named(name) + comma, role: 'action' };
  });
  return flowed([{ text: keyword, role: 'keyword' }, ...words], columns);
}

/** Events that are taken without effect. */
export function ignoredBlock(transitions: readonly ChartTransition[], columns: number): Block {
  const words = transitions.map(({ event, id }, n): Word => {
    const comma = n + 1 < transitions.length ? ',' : '';
    return { text: named(event) + comma, role: 'note', transition: id };
  });
  return flowed([{ text: 'ignores', role: 'keyword' }, ...words], columns);
}

/** Plain text in lines. */
export function noteBlock(text: string, columns: number): Block {
  return flowed(
    cutText(visibleText(text), 400)
      .split(' ')
      .map((word) => ({ text: word, role: 'note' })),
    columns,
  );
}

function named(name: string): string {
  return cutText(visibleText(name), longestName);
}

/** The words in lines, each as far left as it can be. */
function flowed(words: readonly Word[], columns: number): Block {
  const pieces = words.flatMap((word) =>
    columnsOf(word.text) <= columns + overhang - indent
      ? [word]
      : brokenText(word.text, columns - indent).map((text) => ({ ...word, text })),
  );
  const shared: DrawnText[] = [];
  const parts = new Map<string, DrawnText[]>();
  let line = 0;
  let column = 0;
  let widest = 0;
  let wasTight = false;
  for (const { text, role, transition, isTight = false } of pieces) {
    const length = columnsOf(text);
    const blank = isTight && wasTight ? 0 : 1;
    wasTight = isTight;
    if (column > 0 && column + blank + length > columns) {
      line += 1;
      column = indent;
    } else if (column > 0) column += blank;
    const drawn: DrawnText = {
      text,
      role,
      x: columnsWidth(column),
      y: line * lineHeight + baseline,
      width: columnsWidth(length),
    };
    if (transition === undefined) shared.push(drawn);
    else parts.set(transition, [...(parts.get(transition) ?? []), drawn]);
    column += length;
    widest = Math.max(widest, column);
  }
  return {
    width: columnsWidth(widest),
    height: pieces.length === 0 ? 0 : (line + 1) * lineHeight,
    group: { parts: [...parts].map(([transition, texts]) => ({ transition, texts })), shared },
  };
}

/** The block's text at another place. */
export function movedGroup({ parts, shared }: DrawnGroup, x: number, y: number): DrawnGroup {
  return {
    parts: parts.map(
      ({ transition, texts }): DrawnPart => ({ transition, texts: movedTexts(texts, x, y) }),
    ),
    shared: movedTexts(shared, x, y),
  };
}

export function movedTexts(texts: readonly DrawnText[], x: number, y: number): DrawnText[] {
  return texts.map((text) => ({ ...text, x: text.x + x, y: text.y + y }));
}

/** Where a text is drawn. */
export function extent({ x, y, width }: DrawnText): Rectangle {
  return { x, y: y - baseline, width, height: fontSize + 4 };
}

/** Its guard decides only whether the event is taken. */
function isWithoutEffect({ isInternal, actions }: ChartTransition): boolean {
  return isInternal && actions.length === 0;
}

/** The label in one line of plain text, for other tools: `A, B [guard] / action → target`. */
export function labelText({ transitions, targets }: Alike): string {
  const [first] = transitions;
  if (first === undefined) return '';
  const guard = guardText(first);
  const parts = [
    transitions.map(({ event }) => event).join(', '),
    ...(guard === undefined ? [] : [`[${guard}]`]),
    ...(first.actions.length === 0 ? [] : [`/ ${first.actions.join(', ')}`]),
    ...(targets.length === 0 ? [] : [`→ ${targets.join(', ')}`]),
    ...(first.reenter ? ['(enters anew)'] : []),
    ...(isWithoutEffect(first) ? ['(ignored)'] : []),
  ];
  return cutText(visibleText(parts.join(' ')), longestText);
}

const longestText = 400;
