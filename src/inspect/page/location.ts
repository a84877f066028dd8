/** The place in the address: `#step=21&actor=vf1&run=0`. A link to a step, and what the back button walks through. */
import type { Place, Store } from './store.ts';
import { panels } from './store.ts';

/** Walking settles before it is written: browsers limit how often an address may change. */
const settleMs = 250;

/** What an address says, as far as it is sound; `limit` puts it within the document. */
export function placeFrom(hash: string): Partial<Place> {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const number = (name: string) => {
    const text = given.get(name);
    return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  };
  const step = number('step');
  const run = number('run');
  const actor = given.get('actor');
  const panel = panels.find((each) => each === given.get('panel'));
  return {
    ...(step === undefined ? {} : { step }),
    ...(run === undefined ? {} : { run }),
    ...(actor === null ? {} : { actor }),
    ...(given.get('view') === 'compare' ? { view: 'compare' as const } : {}),
    ...(panel === undefined ? {} : { panel }),
  };
}

export function hashOf({ step, actor, run, view, panel }: Place): string {
  const parts: [string, string][] = [['step', String(step)]];
  if (actor !== '') parts.push(['actor', actor]);
  parts.push(['run', String(run)]);
  if (view === 'compare') parts.push(['view', view]);
  if (panel !== 'chart') parts.push(['panel', panel]);
  return `#${new URLSearchParams(parts).toString()}`;
}

/** Keeps address and place together. `limit` makes a place of what an address says. */
export function bindLocation(store: Store, limit: (given: Partial<Place>) => Place): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (isNew: boolean) => {
    clearTimeout(timer);
    timer = undefined;
    const hash = hashOf(store.place);
    if (hash === location.hash) return;
    try {
      if (isNew) history.pushState(null, '', hash);
      else history.replaceState(null, '', hash);
    } catch {
      // A page that has no address of its own does without.
    }
  };
  write(false);
  store.subscribe((_now, before, move) => {
    if (move === 'walk') {
      timer ??= setTimeout(() => write(false), settleMs);
      return;
    }
    // Where a walk came to is a place to come back to.
    if (timer !== undefined) {
      clearTimeout(timer);
      timer = undefined;
      replaceWith(before);
    }
    write(true);
  });
  const read = () => {
    clearTimeout(timer);
    timer = undefined;
    store.go(limit(placeFrom(location.hash)), 'walk');
    clearTimeout(timer);
    timer = undefined;
  };
  addEventListener('popstate', read);
  addEventListener('hashchange', () => {
    if (location.hash !== hashOf(store.place)) read();
  });
}

function replaceWith(place: Place): void {
  try {
    history.replaceState(null, '', hashOf(place));
  } catch {
    // As above.
  }
}
