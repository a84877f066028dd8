/**
 * How a machine of this project talks to its peers: by string id, through one helper, so that the same machine file
 * runs live under `createActor` (ids are `systemId`s) and in the pure step (ids are looked up in an inert directory).
 */
import type {
  ActionFunction,
  AnyActorRef,
  AnyEventObject,
  EventObject,
  MachineContext,
  ParameterizedObject,
} from 'xstate';
import { enqueueActions, sendTo, assign as xstateAssign } from 'xstate';
import type { Message, Outgoing } from './message.ts';

/** All that sending needs of an actor system. */
interface Directory {
  get(id: string): unknown;
}

/**
 * The live (or inert) reference of the actor with this id.
 * Throws for an id that nobody has: XState would silently send the message back to the sender.
 */
export function peer(system: Directory, id: string): AnyActorRef {
  const ref = system.get(id) as AnyActorRef | undefined;
  if (ref === undefined) {
    throw new Error(`no actor has the id '${id}' in this system: spawn it with systemId '${id}'`);
  }
  return ref;
}

type Anyone = string | ((args: { context: never; event: never }) => string);
type Anything = object | ((args: { context: never; event: never }) => object);
/** A value, or how it is made of the context and the event. */
type Made<T, C, E> = T | ((args: { readonly context: C; readonly event: E }) => T);
type Params = ParameterizedObject['params'] | undefined;
/** An action wherever its state's chart expects one: context and events are those of the chart. */
type Placed<
  C extends MachineContext,
  E extends EventObject,
  A extends EventObject,
  P extends Params,
> = ActionFunction<C, E, A, P, never, never, never, never, never>;
type Anywhere = ReturnType<typeof sent>;

/**
 * An action that sends `message` to the actor with id `to`; both may be functions of `{ context, event }`. The sender's
 * id is added as `from`. Named actions for certain events: {@link messaging}.
 */
export function send<
  C extends MachineContext,
  E extends EventObject = AnyEventObject,
  P extends Params = undefined,
  A extends EventObject = E,
>(to: Made<string, C, E>, message: Made<object, C, E>): Placed<C, E, A, P>;
export function send(to: Anyone, message: Anything): Anywhere;
export function send(to: Anyone, message: Anything): Anywhere {
  if (typeof message === 'string') throw noMessage(`send(to, message) was given '${message}'`);
  return sent(to, message);
}

/** An action that answers whoever sent the current event. */
export function reply<
  C extends MachineContext,
  E extends EventObject = AnyEventObject,
  P extends Params = undefined,
  A extends EventObject = E,
>(message: Made<object, C, E>): Placed<C, E, A, P>;
export function reply(message: Anything): Anywhere;
export function reply(message: Anything): Anywhere {
  if (typeof message === 'string') throw noMessage(`reply(message) was given '${message}'`);
  return sent(({ event }: { event: Message }) => sender(event), message);
}

function sent(to: Anyone, message: Anything) {
  return sendTo(
    ({ system, context, event }: ResolveArgs) =>
      peer(system, typeof to === 'function' ? to({ context, event } as never) : to),
    ({ context, event, self }: ResolveArgs) => {
      const body = typeof message === 'function' ? callWith(message, { context, event }) : message;
      if (typeof (body as Partial<Message> | undefined)?.type !== 'string') {
        throw noMessage(`'${self.id}' sends ${JSON.stringify(body)}`);
      }
      return { from: self.id, ...body } as never;
    },
  );
}

/** Easily mixed up: `reply(message)`, and `reply('EVENT', expression)` of {@link messaging}. */
function noMessage(what: string): TypeError {
  return new TypeError(
    `${what}: a message is an object with a type, { type: 'WHAT' }, or a function that makes one; ` +
      "send and reply that name the event first, as in reply('EVENT', ...), come from messaging()",
  );
}

interface ResolveArgs {
  system: Directory;
  context: unknown;
  event: unknown;
  self: AnyActorRef;
}

function callWith(expression: unknown, args: object): object {
  return (expression as (args: object) => object)(args);
}

/** Who sent this event. Throws when it came from outside without a `from`: nobody could be answered. */
export function sender(event: { readonly type: string; readonly from?: string }): string {
  if (event.from === undefined) {
    throw new Error(
      `'${event.type}' came without 'from', so it cannot be answered: add from: '<actor id>'`,
    );
  }
  return event.from;
}

type EventOf<E extends Message, T extends E['type']> = Extract<E, { type: T }>;
/** What an expression sees: the context, the event, and the actor's own id (for a message to itself). */
type Args<C, E, P> = {
  readonly context: C;
  readonly event: E;
  readonly self: string;
  readonly params: P;
};
type Action<C extends MachineContext, E extends Message, P> = ActionFunction<
  C,
  E,
  E,
  P,
  never,
  never,
  never,
  never,
  never
>;
type Sent = Outgoing | readonly Outgoing[] | undefined;

/**
 * Typed makers of named actions and guards for a machine with context `C` and events `E`. Each takes the type (or
 * types) of the event that it serves, so that inside the expression the event has exactly that type; `'*'` stands for
 * any event, as on entry. An action that is reached by another event throws: the chart is wrong, not the message.
 * `P` is the type of the action's or guard's `params`, for charts that are built of equal regions.
 */
export function messaging<C extends MachineContext, E extends Message, P = undefined>() {
  type Types<T> = T | readonly T[] | '*';
  function narrowed<T extends E['type']>(types: Types<T>, event: E): EventOf<E, T> {
    if (!serves(types, event.type)) {
      throw new Error(`an action for ${[types].flat().join(', ')} was run on '${event.type}'`);
    }
    return event as EventOf<E, T>;
  }
  const args = <T extends E['type']>(
    context: unknown,
    event: EventOf<E, T>,
    self: string,
    params: unknown,
  ): Args<C, EventOf<E, T>, P> => ({ context: context as C, event, self, params: params as P });
  return {
    /** Sends what the expression returns: one message, several, or none. */
    send<const T extends E['type']>(
      types: Types<T>,
      expression: (args: Args<C, EventOf<E, T>, P>) => Sent,
    ): Action<C, E, P> {
      return enqueueActions(({ enqueue, context, event, self, system }, params) => {
        const typed = narrowed<T>(types, event as unknown as E);
        const out = expression(args(context, typed, self.id, params));
        for (const { to, message } of out === undefined ? [] : [out].flat()) {
          enqueue.sendTo(peer(system, to), { from: self.id, ...message });
        }
      }) as unknown as Action<C, E, P>;
    },
    /** Answers whoever sent the current event. */
    reply<const T extends E['type']>(
      types: Types<T>,
      expression: (args: Args<C, EventOf<E, T>, P>) => Message,
    ): Action<C, E, P> {
      return enqueueActions(({ enqueue, context, event, self, system }, params) => {
        const typed = narrowed<T>(types, event as unknown as E);
        const message = expression(args(context, typed, self.id, params));
        enqueue.sendTo(peer(system, sender(event as unknown as E)), { from: self.id, ...message });
      }) as unknown as Action<C, E, P>;
    },
    /** Changes the context: the expression returns the fields that change. */
    assign<const T extends E['type']>(
      types: Types<T>,
      expression: (args: Args<C, EventOf<E, T>, P>) => Partial<C>,
    ): Action<C, E, P> {
      return xstateAssign(({ context, event, self }, params) =>
        expression(args(context, narrowed<T>(types, event as unknown as E), self.id, params)),
      ) as unknown as Action<C, E, P>;
    },
    /** A guard; false for events that it does not serve. */
    when<const T extends E['type']>(
      types: Types<T>,
      expression: (args: Omit<Args<C, EventOf<E, T>, P>, 'self'>) => boolean,
    ): (args: { context: C; event: E }, params: P) => boolean {
      return ({ context, event }, params) =>
        serves(types, event.type) && expression({ context, event: event as EventOf<E, T>, params });
    },
  };
}

function serves(types: string | readonly string[], type: string): boolean {
  if (types === '*') return true;
  return typeof types === 'string' ? types === type : types.includes(type);
}

/** A message and its receiver, for the expressions of {@link messaging}. */
export function to<M extends Message>(id: string, message: M): Outgoing<M> {
  return { to: id, message };
}
