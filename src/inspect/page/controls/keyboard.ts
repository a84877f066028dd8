/** Keys, wherever the focus is, except where something is typed. */

export interface KeyActions {
  by(steps: number): void;
  first(): void;
  last(): void;
  play(): void;
  ofActor(direction: 1 | -1): void;
  search(): void;
  hit(direction: 1 | -1): void;
  flip(): void;
  compare(): void;
  large(): void;
  help(): void;
  escape(): void;
}

/** Key and what it does, for the page of help. */
export const keyHelp: readonly (readonly [keys: string, does: string])[] = [
  ['→ ↓', 'next step'],
  ['← ↑', 'previous step'],
  ['Page Down, Page Up', 'ten steps on, ten steps back'],
  ['Home, End', 'beginning, end'],
  ['space', 'play, pause'],
  ['j, k', 'next, previous step of the shown actor'],
  ['/', 'search'],
  ['n, N', 'next, previous hit'],
  ['f', 'swap the racing pair'],
  ['c', 'two runs side by side'],
  ['l', 'statechart and step in place of the lanes'],
  ['?', 'this page'],
  ['Esc', 'close, follow the receiver again'],
];

export function bindKeys(actions: KeyActions): void {
  const doings: Readonly<Record<string, () => void>> = {
    ArrowRight: () => actions.by(1),
    ArrowDown: () => actions.by(1),
    ArrowLeft: () => actions.by(-1),
    ArrowUp: () => actions.by(-1),
    PageDown: () => actions.by(10),
    PageUp: () => actions.by(-10),
    Home: () => actions.first(),
    End: () => actions.last(),
    ' ': () => actions.play(),
    j: () => actions.ofActor(1),
    k: () => actions.ofActor(-1),
    '/': () => actions.search(),
    n: () => actions.hit(1),
    N: () => actions.hit(-1),
    f: () => actions.flip(),
    c: () => actions.compare(),
    l: () => actions.large(),
    '?': () => actions.help(),
    Escape: () => actions.escape(),
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (isTakenBy(event.target, event.key)) return;
    const doing = Object.hasOwn(doings, event.key) ? doings[event.key] : undefined;
    if (doing === undefined) return;
    event.preventDefault();
    doing();
  });
}

/** Whether the focused element has a use of its own for the key. */
function isTakenBy(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog[open]') !== null) return true;
  if (target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLInputElement) {
    if (target.type === 'range') return key.startsWith('Arrow') || key.startsWith('Page');
    if (target.type === 'checkbox' || target.type === 'radio') {
      return key === ' ' || (target.type === 'radio' && key.startsWith('Arrow'));
    }
    return true;
  }
  if (target.closest('[role=tablist], [role=separator]') !== null && /^(Arrow|Home|End)/.test(key))
    return true;
  if (target.closest('[data-scrolls]') !== null && /^(Arrow|Page)/.test(key)) return true;
  return key === ' ' && target.closest('button, summary, a, [role=button]') !== null;
}
