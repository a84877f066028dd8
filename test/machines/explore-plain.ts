/**
 * A plain breadth-first search over all orders of delivery, first in first out per sender and
 * receiver. Local states and messages are interned, so that each actor takes each message once in
 * each of its states. Timers fire only when nothing else can move. A message that is put off stays at
 * the head of its channel. The explorer of the product is checked against searches like this one.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type {
  Envelope,
  Message,
  MonitorProperty,
  Step,
  Stepper,
  SystemSpec,
} from '../../src/system/index.ts';
import { createStepper, defers, inertDirectory, reception } from '../../src/system/index.ts';
import { deepFreeze } from './harness.ts';
import type { PlainCopies } from './plain-monitors.ts';
import { plainMonitors } from './plain-monitors.ts';

export type Views = Readonly<Record<string, AnyMachineSnapshot>>;
/** A message that was just sent. */
export interface Sending {
  readonly from: string;
  readonly to: string;
  readonly message: Message;
}

/** What is watched: `note` sees every sending and gives the next watch state, or what is wrong. */
export interface Watch {
  readonly initial: readonly string[];
  note(open: readonly string[], sending: Sending): readonly string[] | { readonly wrong: string };
}

export interface PlainOptions {
  readonly watch?: Watch;
  /** What is wrong with a step: the actor, its snapshot afterwards, and what it sent. */
  readonly always?: (
    id: string,
    after: AnyMachineSnapshot,
    sent: readonly Sending[],
  ) => string | undefined;
  /** What is wrong with a state in which nothing can move any more; undefined when nothing is. */
  readonly atRest?: (views: Views, open: readonly string[]) => string | undefined;
  /** What is wrong with a state, whatever it is. */
  readonly everywhere?: (views: Views) => string | undefined;
  /** Are sent copies of the deliveries, as in the explorer. */
  readonly monitors?: readonly MonitorProperty[];
  readonly statesMax: number;
}

export interface PlainResult {
  readonly states: number;
  readonly deliveries: number;
  readonly restStates: number;
  readonly truncated: boolean;
  readonly wrong: string | undefined;
  /** The shortest schedule to it. */
  readonly schedule: readonly string[];
  /** Statuses by request, as `IRP_MN_START_DEVICE STATUS_SUCCESS`: what was seen at least once. */
  readonly seen: ReadonlySet<string>;
}

interface Global {
  readonly locals: readonly number[];
  /** Keys `from>to`, sorted; messages by their intern number. */
  readonly channels: readonly (readonly [string, readonly number[]])[];
  readonly open: readonly string[];
  readonly monitors: PlainCopies;
}

class Interned<T> {
  private readonly numbers = new Map<string, number>();
  readonly values: T[] = [];
  number(key: string, value: T): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.values.length);
    this.values.push(value);
    return this.values.length - 1;
  }
}

interface Local {
  readonly actor: number;
  readonly step: Step;
}
type Effect = { readonly local: number; readonly sent: readonly Sending[] } | { wrong: string };

/** Visits every order of deliveries, breadth first, and stops at the first thing that is wrong. */
export function explorePlain(spec: SystemSpec, options: PlainOptions): PlainResult {
  const ids = Object.keys(spec.actors);
  const directory = inertDirectory([...ids, 'environment']);
  const steppers = ids.map((id) => createStepper(id, machineOf(spec, id), directory));
  const locals = new Interned<Local>();
  const messages = new Interned<Message>();
  const effects = new Map<string, Effect>();
  const seen = new Set<string>();

  const intern = (actor: number, step: Step): number => {
    deepFreeze(step.snapshot.context);
    const { value, context } = step.snapshot;
    return locals.number(JSON.stringify([actor, value, context, step.timers]), { actor, step });
  };
  const settle = (actor: number, step: Step): Effect => {
    const { bugcheck } = step.snapshot.context as { bugcheck?: { message: string } | null };
    if (bugcheck) return { wrong: `${ids[actor]}: bug check, ${bugcheck.message}` };
    const from = ids[actor] as string;
    const sent = step.sent.map(({ to, message }) => ({ from, to, message }));
    const wrong = options.always?.(from, step.snapshot, sent);
    return wrong === undefined ? { local: intern(actor, step), sent } : { wrong };
  };
  const deliver = (local: number, number: number): Effect => {
    const key = `${local} ${number}`;
    const known = effects.get(key);
    if (known !== undefined) return known;
    const { actor, step } = locals.values[local] as Local;
    const message = messages.values[number] as Message;
    note(seen, message);
    const taken = reception(step.snapshot, message) !== 'unexpected';
    const effect: Effect = taken
      ? settle(actor, (steppers[actor] as Stepper).deliver(step.snapshot, step.timers, message))
      : { wrong: `UnexpectedMessage: ${describe(ids[actor], step, message)}` };
    effects.set(key, effect);
    return effect;
  };

  const monitors = plainMonitors(options.monitors ?? [], ids);

  const following = (
    state: Global,
    effect: Effect,
    at: number,
    delivery?: Envelope,
  ): Global | { wrong: string } => {
    if ('wrong' in effect) return effect;
    const seen = delivery && monitors.next(state.monitors, delivery, effect.sent);
    if (typeof seen === 'string') return { wrong: seen };
    const channels = new Map(state.channels);
    let open = state.open;
    for (const sending of effect.sent) {
      const { from, to, message } = sending;
      const watched = options.watch?.note(open, sending) ?? open;
      if ('wrong' in watched) return watched;
      open = watched;
      const key = `${from}>${to}`;
      const number = messages.number(JSON.stringify(message), message);
      channels.set(key, [...(channels.get(key) ?? []), number]);
    }
    return {
      locals: state.locals.map((local, actor) => (actor === at ? effect.local : local)),
      channels: [...channels].sort(([a], [b]) => (a < b ? -1 : 1)),
      open,
      monitors: seen ?? state.monitors,
    };
  };

  const successors = function* (state: Global): Generator<[string, Global | { wrong: string }]> {
    let moved = false;
    for (const [key, queue] of state.channels) {
      const at = ids.indexOf(key.slice(key.indexOf('>') + 1));
      const [head, ...rest] = queue;
      if (head === undefined || at < 0) continue;
      const { snapshot } = (locals.values[state.locals[at] as number] as Local).step;
      if (defers(snapshot, (messages.values[head] as Message).type)) continue;
      moved = true;
      const channels = state.channels.flatMap((each) =>
        each[0] !== key ? [each] : rest.length > 0 ? [[key, rest] as const] : [],
      );
      const effect = deliver(state.locals[at] as number, head);
      const message = messages.values[head] as Message;
      const [from = ''] = key.split('>');
      const delivery = { from, to: ids[at] as string, message };
      yield [`${key} ${short(message)}`, following({ ...state, channels }, effect, at, delivery)];
    }
    if (moved) return;
    for (const [at, local] of state.locals.entries()) {
      const { step } = locals.values[local] as Local;
      for (const timer of step.timers) {
        const fired = (steppers[at] as Stepper).fire(step.snapshot, step.timers, timer.id);
        const delivery = { from: 'timer', to: ids[at] as string, message: timer.event };
        yield [`timer ${timer.id}`, following(state, settle(at, fired), at, delivery)];
      }
    }
  };

  const viewsOf = (state: Global): Views =>
    Object.fromEntries(
      ids.map((id, actor) => [
        id,
        (locals.values[state.locals[actor] as number] as Local).step.snapshot,
      ]),
    );

  const start = following(
    {
      locals: steppers.map((stepper, at) =>
        intern(at, stepper.initial(spec.actors[ids[at] as string]?.input)),
      ),
      channels: [],
      open: options.watch?.initial ?? [],
      monitors: monitors.initial,
    },
    { local: -1, sent: spec.initial },
    -1,
  );
  if ('wrong' in start) throw new Error(start.wrong);

  const parents: { parent: number; label: string }[] = [{ parent: -1, label: '' }];
  const queue: Global[] = [start];
  const known = new Map<string, number>([[keyOf(start), 0]]);
  let deliveries = 0;
  let restStates = 0;
  const end = (at: number, label: string, wrong: string | undefined): PlainResult => {
    const schedule = label === '' ? [] : [label];
    for (let n = at; n > 0; n = parents[n]?.parent ?? -1) schedule.unshift(parents[n]?.label ?? '');
    const truncated = known.size >= options.statesMax;
    return { states: known.size, deliveries, restStates, truncated, wrong, schedule, seen };
  };
  for (let at = 0; at < queue.length && known.size < options.statesMax; at += 1) {
    const state = queue[at] as Global;
    const mistake = options.everywhere?.(viewsOf(state));
    if (mistake !== undefined) return end(at, '', mistake);
    let moves = 0;
    for (const [label, next] of successors(state)) {
      moves += 1;
      deliveries += 1;
      if ('wrong' in next) return end(at, label, next.wrong);
      const key = keyOf(next);
      if (known.has(key)) continue;
      known.set(key, queue.length);
      queue.push(next);
      parents.push({ parent: at, label });
    }
    if (moves > 0) continue;
    restStates += 1;
    const wrong = options.atRest?.(viewsOf(state), state.open) ?? monitors.atEnd(state.monitors);
    if (wrong !== undefined) return end(at, '', wrong);
  }
  return end(0, '', undefined);
}

function keyOf({ locals, channels, open, monitors }: Global): string {
  const queues = channels.map(([key, queue]) => `${key}:${queue.join(',')}`);
  return `${locals.join(',')}|${queues.join(';')}|${open.join(',')}|${monitors.text}`;
}

function machineOf(spec: SystemSpec, id: string) {
  const actor = spec.actors[id];
  if (actor === undefined) throw new Error(`no actor '${id}'`);
  return actor.machine;
}

const short = (message: Message | undefined) => JSON.stringify(message);

function describe(id: string | undefined, step: Step, message: Message): string {
  return `${short(message)} to ${id} in ${JSON.stringify(step.snapshot.value)}`;
}

function note(seen: Set<string>, message: Message): void {
  const { request, oid, status } = message as { request?: string; oid?: string; status?: string };
  seen.add(status === undefined ? message.type : `${request ?? oid ?? message.type} ${status}`);
}
