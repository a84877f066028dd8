/**
 * A whole system as one actor logic: its state is every actor's local state and what is on the channels, its events are
 * deliveries. For tools that know one actor only, such as the path generators of XState's graph utilities. Every
 * delivery calls XState, and every state holds all snapshots: to explore, use the explorer.
 */
import type { ActorLogic, ActorSystem, AnyActorRef, EventObject } from 'xstate';
import { canonicalText } from './canonical.ts';
import { localText } from './local-text.ts';
import type { Envelope } from './message.ts';
import type { Step, Stepper } from './step.ts';
import { createStepper, inertDirectory, reception } from './step.ts';
import type { SystemSpec, SystemView } from './system.ts';

/** First in, first out for each sender and receiver: the messages on each channel, oldest first; none is empty. */
export type Channels = Readonly<Record<string, readonly Envelope[]>>;

export interface SystemState {
  readonly status: 'active' | 'done';
  readonly output: undefined;
  readonly error: undefined;
  readonly actors: Readonly<Record<string, Step>>;
  readonly channels: Channels;
}

/** The oldest message of the channel from `from` to `to` is delivered. */
export interface DeliverEvent extends EventObject {
  readonly type: 'deliver';
  readonly from: string;
  readonly to: string;
  /** Of the message, so that a reader of a path sees what it was. */
  readonly message: string;
}

export interface SystemLogic
  extends ActorLogic<SystemState, DeliverEvent, undefined, ActorSystem<never>> {
  /** What can be delivered in a state. */
  events(state: SystemState): readonly DeliverEvent[];
  /** Equal situations have equal texts. Contexts must be plain data. */
  serialize(state: SystemState): string;
  view(state: SystemState): SystemView;
}

/** Timers and outside events are left out: deliveries only. */
export function systemLogic(spec: SystemSpec): SystemLogic {
  const ids = Object.keys(spec.actors);
  const directory: ReadonlyMap<string, AnyActorRef> = inertDirectory([...ids, 'environment']);
  const steppers = new Map<string, Stepper>(
    Object.entries(spec.actors).map(([id, actor]) => [
      id,
      createStepper(id, actor.machine, directory, actor),
    ]),
  );
  const stepperOf = (id: string): Stepper => {
    const stepper = steppers.get(id);
    if (stepper === undefined) throw new Error(`'${id}' is not one of ${ids.join(', ')}`);
    return stepper;
  };
  const stateOf = (actors: Readonly<Record<string, Step>>, channels: Channels): SystemState => ({
    status: Object.keys(channels).length === 0 ? 'done' : 'active',
    output: undefined,
    error: undefined,
    actors,
    channels,
  });
  return {
    getInitialSnapshot: () => {
      const actors = Object.fromEntries(
        ids.map((id) => [id, stepperOf(id).initial(spec.actors[id]?.input)]),
      );
      const sent = Object.entries(actors).flatMap(([from, step]) =>
        step.sent.map((each) => ({ from, ...each })),
      );
      return stateOf(actors, [...sent, ...spec.initial].reduce(appended, {}));
    },
    transition: (state, { from, to }) => {
      const key = `${from} ${to}`;
      const [first, ...rest] = state.channels[key] ?? [];
      const before = state.actors[to];
      if (first === undefined || before === undefined) return state;
      const step = stepperOf(to).deliver(before.snapshot, before.timers, first.message);
      const { [key]: _taken, ...others } = state.channels;
      const left: Channels = rest.length === 0 ? others : { ...others, [key]: rest };
      const sent = step.sent.map((each) => ({ from: to, ...each }));
      return stateOf({ ...state.actors, [to]: step }, sent.reduce(appended, left));
    },
    getPersistedSnapshot: (state) => state,
    events: ({ actors, channels }) =>
      Object.values(channels).flatMap(([first]) =>
        first === undefined || isPutOff(actors, first)
          ? []
          : [{ type: 'deliver', from: first.from, to: first.to, message: first.message.type }],
      ),
    serialize: ({ actors, channels }) =>
      canonicalText([
        ids.map((id) => localText(actors[id] as Step)),
        Object.keys(channels)
          .sort()
          .map((key) => [key, channels[key]?.map(({ message }) => message)]),
      ]),
    view: ({ actors }) =>
      Object.fromEntries(Object.entries(actors).map(([id, { snapshot }]) => [id, snapshot])),
  };
}

function appended(channels: Channels, envelope: Envelope): Channels {
  const key = `${envelope.from} ${envelope.to}`;
  return { ...channels, [key]: [...(channels[key] ?? []), envelope] };
}

function isPutOff(actors: Readonly<Record<string, Step>>, { to, message }: Envelope): boolean {
  const step = actors[to];
  return step !== undefined && reception(step.snapshot, message) === 'deferred';
}
