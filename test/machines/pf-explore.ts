/**
 * A plain breadth-first search over per-pair FIFO channels, for tests of two or three machines among scripted peers.
 * Slow and simple on purpose: local states and messages are interned by their JSON, each (local state, message) is
 * stepped once.
 */
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { Message, Outgoing, Step } from '../../src/system/index.ts';
import { createStepper, inertDirectory, reception } from '../../src/system/index.ts';

/** A peer that a test plays itself: undefined says that the message should not have come. */
export type Script<S> = (
  state: S,
  message: Message & Readonly<Record<string, unknown>>,
) => { readonly state: S; readonly sent?: readonly Outgoing[] } | undefined;

export type ActorUnderTest =
  | { readonly machine: AnyStateMachine; readonly input: unknown }
  | { readonly script: Script<unknown>; readonly initial: unknown };

/** What a view shows of an actor: a snapshot of a machine, or the state of a script. */
export type View = Readonly<Record<string, unknown>>;

export interface Exploration {
  readonly actors: Readonly<Record<string, ActorUnderTest>>;
  /** Messages that are on channels from the beginning: each is delivered at any time. */
  readonly initial: readonly {
    readonly from: string;
    readonly to: string;
    readonly message: Message;
  }[];
  /** Timers fire at any point instead of only when nothing else can move. */
  readonly timersAnyTime?: boolean;
  readonly always?: (view: View) => string | undefined;
  readonly finally?: (view: View) => string | undefined;
  readonly statesMax?: number;
}

export interface Explored {
  readonly states: number;
  readonly transitions: number;
  readonly ends: number;
  /** The first thing that went wrong, with the schedule that led there. */
  readonly wrong: { readonly what: string; readonly schedule: readonly string[] } | undefined;
  /** Types of the messages that were delivered, by receiver: `ndis MiniportPause.return`. */
  readonly delivered: ReadonlySet<string>;
  /** Statuses that OIDs ended with: `OID_SRIOV_RESET_VF NDIS_STATUS_SUCCESS`. */
  readonly endings: ReadonlySet<string>;
}

interface Local {
  readonly view: unknown;
  readonly step: Step | undefined;
  readonly timers: readonly string[];
}
type Effect = { readonly local: number; readonly sent: readonly Outgoing[] } | 'unexpected';

class Interned {
  private readonly ids = new Map<string, number>();
  readonly values: unknown[] = [];
  id(key: string, value: unknown): number {
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    this.ids.set(key, this.values.length);
    this.values.push(value);
    return this.values.length - 1;
  }
}

/** One actor: its local states, and what each message does in each of them. */
class Player {
  readonly locals = new Interned();
  private readonly effects = new Map<string, Effect>();
  private readonly stepper;
  private readonly id: string;
  private readonly actor: ActorUnderTest;
  constructor(id: string, actor: ActorUnderTest, ids: readonly string[]) {
    this.id = id;
    this.actor = actor;
    this.stepper =
      'machine' in actor ? createStepper(id, actor.machine, inertDirectory(ids)) : undefined;
  }
  local(index: number): Local {
    return this.locals.values[index] as Local;
  }
  private fromStep(step: Step): number {
    const snapshot = step.snapshot;
    const timers = step.timers.map((timer) => timer.id);
    const key = JSON.stringify([snapshot.value, snapshot.context, timers]);
    return this.locals.id(key, { view: snapshot, step, timers });
  }
  private fromScript(state: unknown): number {
    return this.locals.id(JSON.stringify(state), { view: state, step: undefined, timers: [] });
  }
  initial(): number {
    if (this.stepper === undefined || !('machine' in this.actor)) {
      return this.fromScript('initial' in this.actor ? this.actor.initial : undefined);
    }
    return this.fromStep(this.stepper.initial(this.actor.input));
  }
  deliver(index: number, messageId: number, message: Message): Effect {
    const key = `${index} ${messageId}`;
    const known = this.effects.get(key);
    if (known !== undefined) return known;
    const effect = this.react(this.local(index), message);
    this.effects.set(key, effect);
    return effect;
  }
  private react({ view, step }: Local, message: Message): Effect {
    if ('script' in this.actor) {
      const done = this.actor.script(view, message as never);
      if (done === undefined) return 'unexpected';
      const sent = (done.sent ?? []).map(({ to, message: each }) => ({
        to,
        message: { from: this.id, ...each },
      }));
      return { local: this.fromScript(done.state), sent };
    }
    if (step === undefined || this.stepper === undefined) throw new Error('a machine has steps');
    if (reception(step.snapshot, message) !== 'handled') return 'unexpected';
    const next = this.stepper.deliver(step.snapshot, step.timers, message);
    return { local: this.fromStep(next), sent: next.sent };
  }
  fire(index: number, timer: string): Effect {
    const { step } = this.local(index);
    if (step === undefined || this.stepper === undefined) throw new Error('scripts have no timers');
    const next = this.stepper.fire(step.snapshot, step.timers, timer);
    return { local: this.fromStep(next), sent: next.sent };
  }
}

interface State {
  readonly locals: readonly number[];
  /** By `from>to`: ids of the messages on the way; empty channels are left out. */
  readonly channels: Readonly<Record<string, readonly number[]>>;
  readonly parent: State | undefined;
  readonly how: string;
}

/** Visits every order of deliveries and stops at the first thing that is wrong. */
export function explore(exploration: Exploration): Explored {
  const ids = Object.keys(exploration.actors);
  const senders = exploration.initial.map(({ from }) => from);
  const everybody = [...new Set([...ids, ...senders])];
  const players = ids.map((id) => {
    const actor = exploration.actors[id];
    if (actor === undefined) throw new Error(`no actor '${id}'`);
    return new Player(id, actor, everybody);
  });
  const messages = new Interned();
  const delivered = new Set<string>();
  const endings = new Set<string>();
  const idOf = (message: Message) => messages.id(JSON.stringify(message), message);

  const put = (
    channels: Readonly<Record<string, readonly number[]>>,
    from: string,
    sent: readonly Outgoing[],
  ) => {
    const next: Record<string, readonly number[]> = { ...channels };
    for (const { to, message } of sent) {
      const channel = `${message.from ?? from}>${to}`;
      next[channel] = [...(next[channel] ?? []), idOf(message)];
    }
    return next;
  };
  const first: State = {
    locals: players.map((player) => player.initial()),
    channels: put(
      {},
      '',
      exploration.initial.map(({ from, to, message }) => ({ to, message: { from, ...message } })),
    ),
    parent: undefined,
    how: '',
  };
  const keyOf = ({ locals, channels }: State) =>
    `${locals.join(',')}|${Object.keys(channels)
      .sort()
      .map((channel) => `${channel}:${channels[channel]?.join(',')}`)
      .join(';')}`;
  const view = ({ locals }: State): View =>
    Object.fromEntries(
      ids.map((id, index) => [id, players[index]?.local(locals[index] ?? 0).view]),
    );
  const schedule = (state: State | undefined): string[] =>
    state === undefined || state.how === '' ? [] : [...schedule(state.parent), state.how];

  const seen = new Set([keyOf(first)]);
  let frontier: State[] = [first];
  let transitions = 0;
  let ends = 0;
  const result = (wrong: Explored['wrong']): Explored => ({
    states: seen.size,
    transitions,
    ends,
    wrong,
    delivered,
    endings,
  });

  const successors = (state: State): (State | string)[] => {
    const next: (State | string)[] = [];
    for (const [channel, queue] of Object.entries(state.channels)) {
      const [head, ...rest] = queue;
      const to = channel.slice(channel.indexOf('>') + 1);
      const at = ids.indexOf(to);
      const player = players[at];
      if (head === undefined || player === undefined) continue;
      const message = messages.values[head] as Message;
      const effect = player.deliver(state.locals[at] ?? 0, head, message);
      delivered.add(`${to} ${message.type}`);
      noteEnding(endings, message);
      const how = `${channel} ${JSON.stringify(message)}`;
      if (effect === 'unexpected') {
        next.push(`unexpected: ${how}`);
        continue;
      }
      const channels: Record<string, readonly number[]> = { ...state.channels };
      if (rest.length === 0) delete channels[channel];
      else channels[channel] = rest;
      next.push({
        locals: state.locals.map((local, index) => (index === at ? effect.local : local)),
        channels: put(channels, to, effect.sent),
        parent: state,
        how,
      });
    }
    if (next.length > 0 && exploration.timersAnyTime !== true) return next;
    players.forEach((player, at) => {
      for (const timer of player.local(state.locals[at] ?? 0).timers) {
        const effect = player.fire(state.locals[at] ?? 0, timer);
        if (effect === 'unexpected') continue;
        next.push({
          locals: state.locals.map((local, index) => (index === at ? effect.local : local)),
          channels: put(state.channels, ids[at] ?? '', effect.sent),
          parent: state,
          how: `timer ${timer}`,
        });
      }
    });
    return next;
  };

  while (frontier.length > 0) {
    const following: State[] = [];
    for (const state of frontier) {
      const wrong = problem(exploration, view(state));
      if (wrong !== undefined) return result({ what: wrong, schedule: schedule(state) });
      const next = successors(state);
      if (next.length === 0) {
        ends += 1;
        const bad = exploration.finally?.(view(state));
        if (bad !== undefined) return result({ what: bad, schedule: schedule(state) });
      }
      for (const each of next) {
        transitions += 1;
        if (typeof each === 'string') return result({ what: each, schedule: schedule(state) });
        const key = keyOf(each);
        if (seen.has(key)) continue;
        seen.add(key);
        if (seen.size > (exploration.statesMax ?? 400_000)) throw new Error('too many states');
        following.push(each);
      }
    }
    frontier = following;
  }
  return result(undefined);
}

function noteEnding(endings: Set<string>, message: Message): void {
  if (message.type !== 'ProtocolOidRequestComplete') return;
  const { oid, status } = message as Message & { oid: string; status: string };
  endings.add(`${oid} ${status}`);
}

function problem(exploration: Exploration, view: View): string | undefined {
  for (const [id, each] of Object.entries(view)) {
    const snapshot = each as Partial<AnyMachineSnapshot> | undefined;
    if (snapshot?.hasTag?.call(snapshot, 'bugcheck')) {
      const { bugcheck } = snapshot.context as { bugcheck?: { message: string } };
      return `bug check in ${id}: ${bugcheck?.message}`;
    }
  }
  return exploration.always?.(view);
}
