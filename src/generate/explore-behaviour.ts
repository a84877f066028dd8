/** What a subject does, found by exploring it: an open one with the outside as its tester, or a whole system. */
import { chartOf } from '../chart/index.ts';
import type { ActorSpec, Envelope, SystemSpec } from '../system/index.ts';
import { withInvocationsOutside } from '../system/index.ts';
import type { Behaviour } from './behaviour.ts';
import { GraphBuilder, type Rules } from './behaviour-graph/graph.ts';
import { outsideStimuli } from './behaviour-graph/outside.ts';
import { quiet } from './behaviour-graph/quiet.ts';
import { World } from './behaviour-graph/world.ts';
import type { Limits } from './limits.ts';
import type { OpenSubject } from './subject.ts';

/**
 * All that an open subject does under its stimuli, up to the limits. For one plain machine it is enough to name it:
 *
 * ```ts
 * const behaviour = behaviourOf({ name: 'light', actors: { light: { machine: light } } });
 * ```
 *
 * An actor that a machine invokes is outside of it, and played by the tester (`withInvocationsOutside`). Throws for a
 * machine that spawns, throws, or keeps in its context what is no plain data.
 */
export function behaviourOf(subject: OpenSubject, limits: Limits = {}): Behaviour {
  const { name, status, ended, ignoresUnexpected = false } = subject;
  const actors = Object.fromEntries(
    Object.entries(subject.actors).map(([id, spec]) => [
      id,
      { ...spec, machine: withInvocationsOutside(spec.machine) },
    ]),
  );
  const isOwn = (from: string, to: string) => from === to || !Object.hasOwn(actors, to);
  const world = new World(actors, { isSeen: isOwn, ignoresUnexpected });
  const stimuli = subject.stimuli ?? outsideStimuli(actors, 'by-definition');
  const rules: Rules = {
    stimuli: typeof stimuli === 'function' ? (n) => stimuli(world.view(n)) : () => stimuli,
    timers: 'any',
    ...(status === undefined ? {} : { status: (n: number) => status(world.view(n)) }),
    ...(ended === undefined ? {} : { ended: (n: number) => ended(world.view(n)) }),
  };
  return explored({ name, kind: 'open', actors, goals: subject.goals ?? [] }, world, rules, limits);
}

export interface ClosedOptions extends Limits {
  /** When an armed timer may fire: `idle`, only when nothing else can move (default), or `any`, at any point. */
  readonly timers?: 'idle' | 'any';
}

/** All orders of a whole system, first in, first out on each channel: every delivery is a stimulus of the schedule. */
export function closedBehaviour(
  name: string,
  system: SystemSpec,
  options: ClosedOptions = {},
): Behaviour {
  const { actors, initial } = system;
  const world = new World(actors, { isSeen: () => true });
  const events = outsideStimuli(actors, 'none');
  const rules: Rules = {
    stimuli: (situation) => events(world.view(situation)),
    timers: options.timers ?? 'idle',
  };
  return explored({ name, kind: 'closed', actors, goals: [] }, world, rules, options, initial);
}

interface Head extends Pick<Behaviour, 'name' | 'kind' | 'goals'> {
  readonly actors: Readonly<Record<string, ActorSpec>>;
}

function explored(
  { name, kind, actors, goals }: Head,
  world: World,
  rules: Rules,
  limits: Limits,
  onTheWay: readonly Envelope[] = [],
): Behaviour {
  if (Object.keys(actors).length === 0) throw new Error(`the subject '${name}' has no actors`);
  const first = world.initial(onTheWay);
  const outcomes = quiet(world, first, () => 'the start');
  if ('fault' in outcomes) throw new Error(`no tests can be generated: ${outcomes.fault}`);
  const [start, ...others] = outcomes;
  const keyOf = (seen: readonly number[]) => world.vocabulary.reactionKey(seen);
  if (start === undefined || others.some(({ seen }) => keyOf(seen) !== keyOf(start.seen))) {
    throw new Error(
      `no tests can be generated: what '${name}' sends before the first stimulus depends on the order inside`,
    );
  }
  const graph = new GraphBuilder(world, rules, limits).build(
    outcomes.map(({ situation }) => situation),
  );
  const envelopes = (numbers: readonly number[]) =>
    numbers.map((each) => world.vocabulary.envelopeOf(each));
  return {
    name,
    kind,
    actors: Object.keys(actors),
    inputs: Object.fromEntries(
      Object.entries(actors).flatMap(([id, { input }]) =>
        input === undefined ? [] : [[id, input]],
      ),
    ),
    charts: Object.fromEntries(
      Object.entries(actors).map(([id, { machine }]) => [id, chartOf(machine)]),
    ),
    initial: envelopes(start.seen),
    initialTaken: start.taken.filter((each) => others.every(({ taken }) => taken.includes(each))),
    goals,
    ...graph,
    reactions: graph.reactions.map(envelopes),
  };
}
