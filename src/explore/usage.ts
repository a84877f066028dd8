/** Mistakes in what `explore` is given are answered at once, in words: a typing error must not look like a proof. */
import type { ActorSpec, MonitorProperty, Property, SystemSpec } from '../system/index.ts';
import type { ExploreOptions, SymmetrySpec } from './options.ts';
import { checkOutside, checkPlain } from './outside-usage.ts';
import { wrongSpec } from './symmetry/spec.ts';

/** What an option may be: one of these words, a number from 0 on, a flag, or what its type says. */
type Legal = readonly string[] | 'number' | 'flag' | 'any';

const legal: { readonly [K in keyof Required<ExploreOptions>]: Legal } = {
  properties: 'any',
  channels: ['fifo', 'bag', 'causal', 'mailbox'],
  lossy: 'flag',
  duplicating: 'flag',
  noOps: ['delivered', 'left'],
  // Strategies and reductions are answered where they are looked up.
  strategy: 'any',
  reduction: [
    'none',
    'partial-order',
    'symmetry',
    'partial-order and symmetry',
    'partial-order and sleep sets',
  ],
  symmetry: 'any',
  boundary: 'any',
  independence: ['receiver', 'commuting'],
  prefix: 'any',
  checkpoint: 'any',
  resume: 'any',
  // Has limits of its own: `checkWorkers`.
  workers: 'any',
  workersFrom: 'number',
  seed: 'number',
  runs: 'number',
  bugDepth: 'number',
  maxDelays: 'number',
  timers: ['idle', 'any'],
  deadlock: 'flag',
  coverage: 'flag',
  unexpected: ['violation', 'ignored'],
  maxStates: 'number',
  maxDepth: 'number',
  maxSeconds: 'number',
  maxMb: 'number',
  signal: 'any',
};

/** Throws a `TypeError` that says what is wrong and what is legal. */
export function checkUsage(system: SystemSpec, options: ExploreOptions): void {
  const actors = (system as Partial<SystemSpec>).actors;
  if (actors === undefined) {
    throw new TypeError(
      'a system is { actors: { id: { machine } }, initial: [] }: it has no actors',
    );
  }
  if (Array.isArray(actors)) {
    throw new TypeError('actors are an object by id, { id: { machine } }, and no list');
  }
  for (const [id, actor] of Object.entries(actors)) checkActor(id, actor, Object.keys(actors));
  if (!Array.isArray(system.initial)) {
    throw new TypeError(
      'a system is { actors, initial }: initial is a list of { from, to, message }, [] for none',
    );
  }
  for (const [n, envelope] of system.initial.entries()) checkEnvelope(n, envelope);
  for (const [name, value] of Object.entries(options)) checkOption(name, value);
  if (options.symmetry !== undefined) checkSymmetry(options.symmetry, Object.keys(actors));
  const { properties = [] } = options;
  if (!Array.isArray(properties)) {
    throw new TypeError("option 'properties' is a list, as in properties: [noSaleLost]");
  }
  for (const property of properties) checkProperty(property, Object.keys(actors));
  if (options.boundary !== undefined) checkBoundary(options.boundary, Object.keys(actors));
}

function checkActor(id: string, actor: Partial<ActorSpec>, ids: readonly string[]): void {
  if (isMachine(actor)) throw new TypeError(`actor '${id}' is a machine: write ${id}: { machine }`);
  if (!isMachine(actor?.machine)) {
    throw new TypeError(`actor '${id}' has no XState machine: write ${id}: { machine }`);
  }
  refuseOthers(actor, ['machine', 'input', 'events', 'invoked', 'parent'], `actor '${id}'`);
  if (actor.parent !== undefined) checkId(actor.parent, ids, `parent of actor '${id}'`);
  checkOutside(id, actor as ActorSpec);
}

/** A field with a typing error is as good as none, and a search without it proves something else. */
function refuseOthers(value: object, names: readonly string[], whose: string): void {
  const other = Object.keys(value).find((key) => !names.includes(key));
  if (other === undefined) return;
  throw new TypeError(`${whose} has no '${other}'; there are ${names.join(', ')}`);
}

function isMachine(value: unknown): boolean {
  const { root, transition } = (value ?? {}) as { root?: unknown; transition?: unknown };
  return root !== undefined && typeof transition === 'function';
}

function checkEnvelope(n: number, envelope: unknown): void {
  const { from, to, message } = (envelope ?? {}) as Record<string, unknown>;
  const { type } = (message ?? {}) as Record<string, unknown>;
  if (![from, to, type].every((each) => typeof each === 'string')) {
    throw new TypeError(
      `initial message ${n + 1} is not { from: 'who', to: 'actor', message: { type: 'WHAT' } }`,
    );
  }
  checkPlain(message, `initial message ${n + 1}`);
}

function checkOption(name: string, value: unknown): void {
  if (!Object.hasOwn(legal, name)) {
    throw new TypeError(`there is no option '${name}'; there are ${Object.keys(legal).join(', ')}`);
  }
  if (value === undefined) return;
  const may = legal[name as keyof ExploreOptions];
  const shown = JSON.stringify(value);
  if (may === 'number' && !(typeof value === 'number' && value >= 0)) {
    throw new TypeError(`option '${name}' is a number from 0 on, not ${shown}`);
  }
  if (may === 'flag' && typeof value !== 'boolean') {
    throw new TypeError(`option '${name}' is true or false, not ${shown}`);
  }
  if (Array.isArray(may) && !may.includes(value)) {
    throw new TypeError(
      `option '${name}' is ${may.map((each) => `'${each}'`).join(', ')}; not ${shown}`,
    );
  }
}

function checkSymmetry(symmetry: SymmetrySpec, ids: readonly string[]): void {
  const isLists = Array.isArray(symmetry.actors) && symmetry.actors.every(Array.isArray);
  const why = isLists
    ? wrongSpec(symmetry, ids)
    : "it is { count, actors }: a list of actors for each copy, as in { count: 2, actors: [['anna'], ['ben']] }";
  if (why !== undefined) throw new TypeError(`option 'symmetry': ${why}`);
}

const ofAll = ['kind', 'name', 'rule', 'source', 'bugcheck', 'each'];
const ofState = [...ofAll, 'reads', 'check'];
const ofMonitor = [...ofAll, 'observes', 'sends', 'machine', 'input', 'finally'];
const kinds = ['always', 'finally', 'sometimes', 'monitor'];

function checkProperty(property: Property, ids: readonly string[]): void {
  const { name, kind } = property as Partial<Property>;
  if (typeof name !== 'string') throw new TypeError('a property has no name');
  if (kind === undefined || !kinds.includes(kind)) {
    const shown = kind === undefined ? 'absent' : `'${kind}'`;
    throw new TypeError(`kind of property '${name}' is ${shown}; there are ${kinds.join(', ')}`);
  }
  refuseOthers(property, kind === 'monitor' ? ofMonitor : ofState, `property '${name}'`);
  if (property.kind === 'monitor') {
    checkMonitor(property);
    return;
  }
  const { reads, check } = property as { reads?: unknown; check?: unknown };
  if (!Array.isArray(reads)) {
    throw new TypeError(
      `property '${name}' does not say which actors it reads, as in reads: ['${ids[0]}']`,
    );
  }
  for (const id of reads) checkId(id, ids, `reads of property '${name}'`);
  if (typeof check !== 'function') throw new TypeError(`property '${name}' has no check(view)`);
}

function checkBoundary(boundary: unknown, ids: readonly string[]): void {
  const { name, reads, within } = (boundary ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || !Array.isArray(reads) || typeof within !== 'function') {
    throw new TypeError(
      `option 'boundary' is { name: 'Few', reads: ['${ids[0]}'], within: (view) => true or false }`,
    );
  }
  refuseOthers(boundary as object, ['name', 'reads', 'within'], `boundary '${name}'`);
  for (const id of reads) checkId(id, ids, `reads of boundary '${name}'`);
}

function checkMonitor({ name, machine, observes }: MonitorProperty): void {
  if (!isMachine(machine)) throw new TypeError(`monitor '${name}' has no XState machine`);
  if (observes !== '*' && !Array.isArray(observes)) {
    throw new TypeError(
      `monitor '${name}' does not say what it observes: types of messages, or '*'`,
    );
  }
}

function checkId(id: unknown, ids: readonly string[], where: string): void {
  if (ids.includes(id as string)) return;
  throw new TypeError(`${where}: there is no actor '${id}'; there are ${ids.join(', ')}`);
}
