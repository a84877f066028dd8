/**
 * Published bugs against generated suites: for each actor of an entry's mended system suites are generated, with the
 * stimuli that the other actors of that system really send, and run on the same actor of the broken system. An order of
 * events that breaks several actors together is none of one actor's faults: only a schedule of the whole can show it.
 */

import { StateMachine } from 'xstate';
import { statusOf } from '../../actors/generation/driver-subject.ts';
import { anyone } from '../../src/execute/anyone.ts';
import { canonicalText } from '../../src/explore/canonical.ts';
import type { OpenSubject, Suite } from '../../src/generate/index.ts';
import { behaviourOf, observedStimuli } from '../../src/generate/index.ts';
import { projectOnto, scheduleSuite } from '../../src/generate/schedules/index.ts';
import type { ActorSpec } from '../../src/system/index.ts';
import { createStepper } from '../../src/system/index.ts';
import type { ZooEntry, ZooSystem } from '../zoo/index.ts';
import { zooEntries } from '../zoo/index.ts';
import { compileSuite, Stimuli } from './compiled-suite.ts';
import { MachineUnderTest } from './machine-under-test.ts';
import { breathe } from './progress.ts';
import type { SuiteName } from './suites.ts';
import { suiteFor } from './suites.ts';
import { markdown } from './tables.ts';
import { firstFailure } from './verdict.ts';

/** Criteria that need no goals of a driver's own. */
export const zooCriteria = [
  'event-types',
  'state-nodes',
  'configurations',
  'states',
  'statuses',
  'chart-transitions',
  'transitions',
  'transition-pairs',
] as const satisfies readonly SuiteName[];

/** Methods that identify states, for behaviours that are known completely and are no larger than this. */
const zooMethods = ['wp', 'h', 'h+1'] as const satisfies readonly SuiteName[];
const mostIdentified = 300;

/** Also the schedules of the whole mended system, as each actor sees them. */
const columns = [...zooCriteria, ...zooMethods, 'schedules'] as const;

export interface ZooRow {
  readonly id: string;
  readonly title: string;
  /** Actors whose suites fail, by criterion. */
  readonly found: Readonly<Record<string, readonly string[]>>;
  /** Actors that only the broken system has: nothing to hold them against. */
  readonly added: readonly string[];
}

const limits = { maxStates: 2_000 };

export async function measureZoo(tell: (text: string) => void): Promise<readonly ZooRow[]> {
  const rows: ZooRow[] = [];
  for (const entry of zooEntries) {
    const row = measureEntry(entry);
    rows.push(row);
    const by = Object.entries(row.found).filter(([, actors]) => actors.length > 0);
    tell(`${row.id}: ${by.map(([name, actors]) => `${name} (${actors.join(', ')})`).join('; ')}`);
    await breathe();
  }
  return rows;
}

export function measureEntry({ id, title, fixed, broken }: ZooEntry): ZooRow {
  const [mended, faulty] = [fixed(), broken()];
  const found: Record<string, string[]> = Object.fromEntries(columns.map((name) => [name, []]));
  const timers = mended.timers === undefined ? {} : { timers: mended.timers };
  const schedules = scheduleSuite(id, mended.spec, { ...limits, ...timers });
  for (const actor of Object.keys(mended.spec.actors)) {
    const spec = faulty.spec.actors[actor];
    if (spec !== undefined && isUnchanged(actor, mended.spec.actors[actor], spec)) continue;
    const subject = subjectOf(actor, mended);
    if (spec === undefined || subject === undefined) continue;
    const suites = suitesFor(subject, projectOnto(schedules, [actor]));
    for (const name of failing(subject, spec, suites)) found[name]?.push(actor);
  }
  const added = Object.keys(faulty.spec.actors).filter((each) => !(each in mended.spec.actors));
  return { id, title, found, added };
}

/** The actor with everything that it is ever sent; undefined when nobody sends it anything. */
function subjectOf(actor: string, { spec, timers }: ZooSystem): OpenSubject | undefined {
  const own = spec.actors[actor];
  if (own === undefined) return undefined;
  const { stimuli } = observedStimuli(spec, [actor], {
    maxStates: 20_000,
    ...(timers === undefined ? {} : { timers }),
  });
  if (stimuli.length === 0) return undefined;
  return { name: actor, actors: { [actor]: own }, stimuli, status: statusOf };
}

/** The same machine, beginning in the same state: there is nothing to find. */
function isUnchanged(id: string, a: ActorSpec | undefined, b: ActorSpec): boolean {
  if (a === undefined || originOf(a) !== originOf(b)) return false;
  const [before, after] = [a, b].map(({ machine, input }) => {
    const { snapshot } = createStepper(id, machine, anyone()).initial(input);
    return canonicalText([snapshot.value, snapshot.context, input]);
  });
  return before === after;
}

/** Of a machine that begins elsewhere: the machine that it was made of. */
function originOf({ machine }: ActorSpec): unknown {
  const origin: unknown = Object.getPrototypeOf(machine);
  return origin instanceof StateMachine ? origin : machine;
}

function suitesFor(subject: OpenSubject, schedules: Suite): ReadonlyMap<string, Suite> {
  const behaviour = behaviourOf(subject, limits);
  const { states, stoppedBecause } = behaviour;
  const isSmall = stoppedBecause === 'complete' && states.length <= mostIdentified;
  return new Map([
    ...[...zooCriteria, ...(isSmall ? zooMethods : [])].map(
      (name) => [name, suiteFor(name, behaviour).suite] as const,
    ),
    ['schedules', schedules],
  ]);
}

function failing(
  subject: OpenSubject,
  spec: ActorSpec,
  suites: ReadonlyMap<string, Suite>,
): readonly string[] {
  const stimuli = new Stimuli();
  // What is observed of a schedule is messages alone.
  const { status: _status, ...silent } = subject;
  const machineFor = (name: string) => {
    const own = name === 'schedules' ? silent : subject;
    return new MachineUnderTest({ ...own, actors: { [subject.name]: spec } }, stimuli);
  };
  return [...suites]
    .filter(([name, suite]) => {
      const compiled = compileSuite(name, suite, stimuli);
      return firstFailure(compiled, machineFor(name)) !== undefined;
    })
    .map(([name]) => name);
}

function shownBy({ found, added }: Pick<ZooRow, 'found' | 'added'>): string {
  const actors = [...new Set(Object.values(found).flat())];
  return [...actors, ...added.map((actor) => `(${actor} is new)`)].join(', ');
}

export function zooTable(rows: readonly ZooRow[]): string {
  const cells = rows.map(({ id, title, found, added }) => [
    id,
    title,
    shownBy({ found, added }),
    ...columns.map((name) => ((found[name] ?? []).length > 0 ? '●' : '')),
  ]);
  const sum = columns.map(
    (name) => rows.filter(({ found }) => (found[name] ?? []).length > 0).length,
  );
  return markdown(
    ['bug', 'what it is', 'shown by', ...columns],
    [...cells, ['**found**', '', '', ...sum]],
  );
}
