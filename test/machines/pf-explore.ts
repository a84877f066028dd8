/**
 * A plain breadth-first search over per-pair FIFO channels, for tests of two or three machines
 * among scripted peers. Slow and simple on purpose: local states and messages are interned by their
 * JSON, each (local state, message) is stepped once.
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

type Channels = Readonly<Record<string, readonly number[]>>;

/** Visits every order of deliveries and stops at the first thing that is wrong. */
export function explore(exploration: Exploration): Explored {
  return new Search(exploration).run();
}

class Search {
  private readonly exploration: Exploration;
  private readonly ids: readonly string[];
  private readonly players: readonly Player[];
  private readonly messages = new Interned();
  private readonly delivered = new Set<string>();
  private readonly endings = new Set<string>();

  constructor(exploration: Exploration) {
    this.exploration = exploration;
    this.ids = Object.keys(exploration.actors);
    const everybody = [...new Set([...this.ids, ...exploration.initial.map(({ from }) => from)])];
    this.players = Object.entries(exploration.actors).map(
      ([id, actor]) => new Player(id, actor, everybody),
    );
  }

  run(): Explored {
    const first = this.first();
    const seen = new Set([this.keyOf(first)]);
    let [transitions, ends] = [0, 0];
    const { delivered, endings } = this;
    const result = (what?: string, state?: State): Explored => ({
      states: seen.size,
      transitions,
      ends,
      wrong: what === undefined ? undefined : { what, schedule: schedule(state) },
      delivered,
      endings,
    });
    for (let frontier = [first]; frontier.length > 0; ) {
      const following: State[] = [];
      for (const state of frontier) {
        const view = this.view(state);
        const next = this.successors(state);
        if (next.length === 0) ends += 1;
        const wrong = problem(this.exploration, view, next.length === 0);
        if (wrong !== undefined) return result(wrong, state);
        for (const each of next) {
          transitions += 1;
          if (typeof each === 'string') return result(each, state);
          const key = this.keyOf(each);
          if (seen.has(key)) continue;
          seen.add(key);
          following.push(each);
        }
        if (seen.size > (this.exploration.statesMax ?? 400_000)) throw new Error('too many states');
      }
      frontier = following;
    }
    return result();
  }

  private first(): State {
    const sent = this.exploration.initial.map(({ from, to, message }) => ({
      to,
      message: { from, ...message },
    }));
    const locals = this.players.map((player) => player.initial());
    return { locals, channels: this.put({}, '', sent), parent: undefined, how: '' };
  }

  private put(channels: Channels, from: string, sent: readonly Outgoing[]): Channels {
    const next: Record<string, readonly number[]> = { ...channels };
    for (const { to, message } of sent) {
      const channel = `${message.from ?? from}>${to}`;
      const id = this.messages.id(JSON.stringify(message), message);
      next[channel] = [...(next[channel] ?? []), id];
    }
    return next;
  }

  private keyOf({ locals, channels }: State): string {
    const queues = Object.keys(channels).sort();
    return `${locals}|${queues.map((channel) => `${channel}:${channels[channel]}`).join(';')}`;
  }

  private view({ locals }: State): View {
    return Object.fromEntries(
      this.players.map((player, at) => [this.ids[at] ?? '', player.local(locals[at] ?? 0).view]),
    );
  }

  private successors(state: State): (State | string)[] {
    const next = Object.keys(state.channels).map((channel) => this.deliver(state, channel));
    if (next.length > 0 && this.exploration.timersAnyTime !== true) return next;
    return [...next, ...this.players.flatMap((player, at) => this.fire(state, player, at))];
  }

  private deliver(state: State, channel: string): State | string {
    const to = channel.slice(channel.indexOf('>') + 1);
    const at = this.ids.indexOf(to);
    const player = this.players[at];
    const [head, ...rest] = state.channels[channel] ?? [];
    if (player === undefined || head === undefined) throw new Error(`nobody is called '${to}'`);
    const message = this.messages.values[head] as Message;
    this.delivered.add(`${to} ${message.type}`);
    noteEnding(this.endings, message);
    const effect = player.deliver(state.locals[at] ?? 0, head, message);
    const how = `${channel} ${JSON.stringify(message)}`;
    if (effect === 'unexpected') return `unexpected: ${how}`;
    const channels: Record<string, readonly number[]> = { ...state.channels };
    if (rest.length === 0) delete channels[channel];
    else channels[channel] = rest;
    return this.after({ ...state, channels }, at, effect, state, how);
  }

  private fire(state: State, player: Player, at: number): State[] {
    const local = state.locals[at] ?? 0;
    return player.local(local).timers.flatMap((timer) => {
      const effect = player.fire(local, timer);
      if (effect === 'unexpected') return [];
      return [this.after(state, at, effect, state, `timer ${timer}`)];
    });
  }

  private after(
    { locals, channels }: State,
    at: number,
    effect: Exclude<Effect, 'unexpected'>,
    parent: State,
    how: string,
  ): State {
    return {
      locals: locals.map((local, index) => (index === at ? effect.local : local)),
      channels: this.put(channels, this.ids[at] ?? '', effect.sent),
      parent,
      how,
    };
  }
}

function schedule(state: State | undefined): string[] {
  if (state === undefined || state.how === '') return [];
  return [...schedule(state.parent), state.how];
}

function noteEnding(endings: Set<string>, message: Message): void {
  if (message.type !== 'ProtocolOidRequestComplete') return;
  const { oid, status } = message as Message & { oid: string; status: string };
  endings.add(`${oid} ${status}`);
}

function problem(exploration: Exploration, view: View, atEnd: boolean): string | undefined {
  for (const [id, each] of Object.entries(view)) {
    const snapshot = each as Partial<AnyMachineSnapshot> | undefined;
    if (snapshot?.hasTag?.call(snapshot, 'bugcheck')) {
      const { bugcheck } = snapshot.context as { bugcheck?: { message: string } };
      return `bug check in ${id}: ${bugcheck?.message}`;
    }
  }
  return exploration.always?.(view) ?? (atEnd ? exploration.finally?.(view) : undefined);
}
