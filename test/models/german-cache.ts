/**
 * German's cache coherence protocol with one abstract cache beside the concrete ones: the TLA+ examples'
 * `GermanProtocol/German` (Kuppe, after Sethi, Talupur and Malik 2014; tlaplus/Examples, manifest of 10fcc1f: 1,107
 * states up to renaming of the caches). A channel holds at most one message, which its sender sees.
 */
import type { Specification, Step } from './labelled-steps.ts';
import { replaced } from './shared-memory.ts';

type Command = 'none' | 'shared' | 'exclusive';

export interface Caches {
  readonly cache: readonly ('I' | 'S' | 'E')[];
  /** Requests, what the home says, and acknowledgements, for each cache. */
  readonly asked: readonly Command[];
  readonly told: readonly ('none' | 'invalidate' | 'shared' | 'exclusive')[];
  readonly acknowledged: readonly boolean[];
  readonly toInvalidate: readonly boolean[];
  readonly sharers: readonly boolean[];
  readonly exclusiveGranted: boolean;
  readonly current: Command;
  /** Whose request is served; -1 for the abstract cache. */
  readonly client: number | null;
}

const abstractCache = -1;

export function germanCache(count: number): Specification<Caches> {
  const none = <T>(value: T): readonly T[] => Array.from({ length: count }, () => value);
  const initial: Caches = {
    cache: none('I'),
    asked: none('none'),
    told: none('none'),
    acknowledged: none(false),
    toInvalidate: none(false),
    sharers: none(false),
    exclusiveGranted: false,
    current: 'none',
    client: null,
  };
  const steps = (now: Caches): readonly Step<Caches>[] => [
    ...now.cache.flatMap((_, n) => [...ofCache(now, n), ...ofHome(now, n)]),
    ...ofAbstract(now),
  ];
  return { initial: [initial], steps };
}

/** What a cache does. */
function ofCache(now: Caches, n: number): Step<Caches>[] {
  const found: Step<Caches>[] = [];
  const add = (label: string, change: Partial<Caches>) =>
    found.push([`${label} ${n}`, { ...now, ...change }]);
  const state = now.cache[n];
  if (now.asked[n] === 'none') {
    if (state === 'I') add('ask shared', { asked: replaced(now.asked, n, 'shared') });
    if (state !== 'E') add('ask exclusive', { asked: replaced(now.asked, n, 'exclusive') });
  }
  const told = now.told[n];
  const read = replaced(now.told, n, 'none');
  if (told === 'invalidate' && now.acknowledged[n] === false) {
    const acknowledged = replaced(now.acknowledged, n, true);
    add('acknowledge', { told: read, acknowledged, cache: replaced(now.cache, n, 'I') });
  }
  if (told === 'shared') add('take', { told: read, cache: replaced(now.cache, n, 'S') });
  if (told === 'exclusive') add('take', { told: read, cache: replaced(now.cache, n, 'E') });
  return found;
}

/** The home may grant what is asked for. */
const mayGrant = ({ current, exclusiveGranted, sharers }: Caches): boolean =>
  current !== 'none' && !exclusiveGranted && (current === 'shared' || !sharers.includes(true));

/** What the home does for a cache. */
function ofHome(now: Caches, n: number): Step<Caches>[] {
  const { current, exclusiveGranted, sharers } = now;
  const found: Step<Caches>[] = [];
  const add = (label: string, change: Partial<Caches>) =>
    found.push([`${label} ${n}`, { ...now, ...change }]);
  const asked = now.asked[n];
  if (current === 'none' && asked !== undefined && asked !== 'none') {
    const left = { asked: replaced(now.asked, n, 'none'), toInvalidate: sharers };
    add('serve', { current: asked, client: n, ...left });
  }
  const invalidates = current === 'exclusive' || (current === 'shared' && exclusiveGranted);
  if (now.told[n] === 'none' && now.toInvalidate[n] === true && invalidates) {
    const toInvalidate = replaced(now.toInvalidate, n, false);
    add('invalidate', { told: replaced(now.told, n, 'invalidate'), toInvalidate });
  }
  if (now.acknowledged[n] === true && current !== 'none') {
    const acknowledged = replaced(now.acknowledged, n, false);
    add('count', { acknowledged, sharers: replaced(sharers, n, false), exclusiveGranted: false });
  }
  if (now.client === n && now.told[n] === 'none' && mayGrant(now) && current !== 'none') {
    add('grant', {
      told: replaced(now.told, n, current),
      sharers: replaced(sharers, n, true),
      exclusiveGranted: current === 'exclusive',
      current: 'none',
      client: null,
    });
  }
  return found;
}

/** What stands for all other caches. */
function ofAbstract(now: Caches): Step<Caches>[] {
  const { current, exclusiveGranted, sharers } = now;
  const found: Step<Caches>[] = [];
  const add = (label: string, change: Partial<Caches>) =>
    found.push([label, { ...now, ...change }]);
  if (current === 'none') {
    for (const asked of ['shared', 'exclusive'] as const) {
      add(`serve other ${asked}`, { current: asked, client: abstractCache, toInvalidate: sharers });
    }
  }
  if (now.client === abstractCache && mayGrant(now)) {
    const granted = { exclusiveGranted: current === 'exclusive', client: null };
    add('grant other', { ...granted, current: 'none' });
  }
  const isNobodys = now.cache.every(
    (state, n) => state !== 'E' && now.told[n] !== 'exclusive' && now.acknowledged[n] === false,
  );
  if (current !== 'none' && exclusiveGranted && isNobodys) {
    add('count other', { exclusiveGranted: false });
  }
  return found;
}

/** Who owns a line exclusively is the only one who has it. */
export function isCoherent({ cache }: Caches): boolean {
  return !cache.includes('E') || cache.filter((state) => state !== 'I').length === 1;
}
