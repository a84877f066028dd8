/**
 * Published bugs against generated suites: for each actor of an entry's mended system suites are generated, with the
 * stimuli that the other actors of that system really send, and run on the same actor of the broken system. An order of
 * events that breaks several actors together is none of one actor's faults: only a schedule of the whole can show it.
 */

import { statusOf } from '../../actors/generation/driver-subject.ts';
import type { Behaviour, OpenSubject } from '../../src/generate/index.ts';
import { behaviourOf, observedStimuli } from '../../src/generate/index.ts';
import type { ActorSpec } from '../../src/system/index.ts';
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
  const found: Record<string, string[]> = Object.fromEntries(zooCriteria.map((name) => [name, []]));
  for (const actor of Object.keys(mended.spec.actors)) {
    const spec = faulty.spec.actors[actor];
    const subject = subjectOf(actor, mended);
    if (spec === undefined || subject === undefined) continue;
    for (const name of failing(subject, spec, behaviourOf(subject, limits))) {
      found[name]?.push(actor);
    }
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

function failing(
  subject: OpenSubject,
  spec: ActorSpec,
  behaviour: Behaviour,
): readonly SuiteName[] {
  const stimuli = new Stimuli();
  const actors = { [subject.name]: spec };
  const tested = new MachineUnderTest({ ...subject, actors }, stimuli);
  return zooCriteria.filter((name) => {
    const suite = compileSuite(name, suiteFor(name, behaviour).suite, stimuli);
    return firstFailure(suite, tested) !== undefined;
  });
}

export function zooTable(rows: readonly ZooRow[]): string {
  const cells = rows.map(({ id, title, found }) => [
    id,
    title,
    [...new Set(Object.values(found).flat())].join(', '),
    ...zooCriteria.map((name) => ((found[name] ?? []).length > 0 ? '●' : '')),
  ]);
  const sum = zooCriteria.map(
    (name) => rows.filter(({ found }) => (found[name] ?? []).length > 0).length,
  );
  return markdown(
    ['bug', 'what it is', 'shown by', ...zooCriteria],
    [...cells, ['**found**', '', '', ...sum]],
  );
}
