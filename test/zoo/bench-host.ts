/**
 * What the entries about host-side races share: our real machines as a finished bring-up has left them, so that a
 * schedule begins where the race does, and small stand-ins for whoever is not part of the story.
 */
import type { AnyMachineSnapshot, AnyStateMachine, StateValue } from 'xstate';
import { assign, createMachine } from 'xstate';
import { builtinProfiles } from '../../actors/device/index.ts';
import { nothingLost } from '../../actors/properties/clients.ts';
import type { Seen } from '../../actors/properties/monitor.ts';
import { monitor } from '../../actors/properties/monitor.ts';
import { buildStack } from '../../actors/topology.ts';
import type { ClientStep } from '../../machines/client.ts';
import { client } from '../../machines/client.ts';
import type {
  ActorSpec,
  Envelope,
  Message,
  MonitorProperty,
  Property,
  StateProperty,
  SystemView,
} from '../../src/system/index.ts';
import { reply, send } from '../../src/system/index.ts';
import { runToEnd } from '../../src/trace/live.ts';

type Fields = Readonly<Record<string, unknown>>;
export type AnyMessage = Message & Fields;

let resting: SystemView | undefined;

/**
 * Every actor of a small stack (one VF, no VBD) when the PF runs, the VF runs in its guest, and nothing is
 * under way.
 */
export function restingStack(): SystemView {
  resting ??= bringUp();
  return resting;
}

function bringUp(): SystemView {
  const device = builtinProfiles['intel-82576']?.();
  if (device === undefined) throw new Error('the default profile is missing');
  const ask = (to: string, type: string, rest: Fields = {}): ClientStep => ({
    to,
    message: { type, ...rest },
    wait: true,
  });
  const clients = [
    {
      id: 'administrator',
      steps: [
        ask('pnp', 'StartDevice'),
        ask('vstack', 'AssignVf', { vf: 0 }),
        ask('pnp.g0', 'AwaitDeviceInterface', { vf: 0, present: true }),
      ],
    },
  ];
  const { spec } = buildStack({
    device,
    vfs: 1,
    guests: 1,
    vbd: false,
    switchCreation: 'dynamic',
    clients,
  });
  const { view, end } = runToEnd(spec);
  const done = view.administrator?.value;
  if (done !== 'finished') throw new Error(`the bring-up ended as '${end.reason}', ${done}`);
  return view;
}

/** Where an actor begins; what is left out is as the resting stack has it. */
export interface Beginning {
  readonly machine?: AnyStateMachine;
  readonly value?: StateValue;
  readonly context?: (context: never) => object;
}

/** The actor `id` of the resting stack, or a variation of its machine in the same state. */
export function fromRest(id: string, { machine, value, context }: Beginning = {}): ActorSpec {
  const snapshot = restingStack()[id];
  if (snapshot === undefined) throw new Error(`the resting stack has no actor '${id}'`);
  const old = snapshot.context as never;
  return {
    machine: beginning(machine ?? snapshot.machine, {
      value: value ?? snapshot.value,
      context: { ...(old as object), ...context?.(old) },
    }),
  };
}

/** These actors as they are in the resting stack. */
export function allFromRest(...ids: readonly string[]): Readonly<Record<string, ActorSpec>> {
  return Object.fromEntries(ids.map((id) => [id, fromRest(id)]));
}

/** `machine`, which begins in this state instead of its initial one. Regions that are not named begin as usual. */
export function beginning(
  machine: AnyStateMachine,
  state: { readonly value: StateValue; readonly context: object },
): AnyStateMachine {
  const getInitialSnapshot = () => machine.resolveState(state as never);
  return Object.create(machine, { getInitialSnapshot: { value: getInitialSnapshot } });
}

/** Stops the machine, as a driver that touches what is not there any more. */
export function stops(rule: string, message: string) {
  return assign({
    bugcheck: { code: 'PAGE_FAULT_IN_NONPAGED_AREA', rule, message },
  } as never);
}

/** A client with this program: `[receiver, request, 'wait' or 'go on']`. */
export function clientOf(
  steps: readonly (readonly [to: string, message: AnyMessage, how?: 'go on'])[],
): ActorSpec {
  const program = steps.map(
    ([to, message, how]): ClientStep => ({ to, message, wait: how !== 'go on' }),
  );
  return { machine: client, input: { steps: program } };
}

/** The messages with which clients begin. */
export function beginAll(...ids: readonly string[]): readonly Envelope[] {
  return ids.map((to) => ({ from: 'environment', to, message: { type: 'Begin' } }));
}

/** One call of a stand-in, and the type of the message that ends it; null: nothing is waited for. */
export interface Call {
  readonly to: string;
  readonly message: AnyMessage;
  readonly until: string | null;
}

interface Caller {
  readonly next: number;
}

/** A stand-in for whoever makes these calls one after the other, and takes what is named in `also` without a word. */
export function caller(calls: readonly Call[], also: readonly string[] = []): ActorSpec {
  type At = { readonly context: Caller; readonly event: Message };
  const current = ({ context }: At) => calls[context.next];
  const advance = assign({ next: ({ context }: At) => context.next + 1 } as never);
  const machine = createMachine({
    context: { next: 0 },
    initial: 'ready',
    on: { '*': { guard: ({ event }: At) => also.includes(event.type) } },
    states: {
      ready: { on: { Begin: 'calling' } },
      calling: {
        always: { guard: (at: At) => current(at) === undefined, target: 'finished' },
        initial: 'sending',
        states: {
          sending: {
            always: calls.map((call, n) => ({
              guard: ({ context }: At) => context.next === n,
              target: call.until === null ? 'sending' : 'waiting',
              reenter: true,
              actions: [send(call.to, call.message), ...(call.until === null ? [advance] : [])],
            })),
          },
          waiting: {
            on: {
              '*': {
                guard: (at: At) => current(at)?.until === at.event.type,
                target: 'sending',
                actions: advance,
              },
            },
          },
        },
      },
      finished: {},
    },
  } as never);
  return { machine };
}

/** A protocol's OID to the PF's adapter, and the wait for its end. */
export function oid(id: string, name: string, parameters: Fields): Call {
  const irql = 'PASSIVE_LEVEL';
  const message = { type: 'NdisOidRequest', id, irql, oid: name, parameters };
  return { to: 'ndis', message, until: 'ProtocolOidRequestComplete' };
}

type Answer = (event: never) => AnyMessage;

/** A stand-in that answers these messages at once and takes those in `also` without a word. */
export function responder(
  answers: Readonly<Record<string, Answer>>,
  also: readonly string[] = [],
): ActorSpec {
  const on = {
    ...Object.fromEntries(also.map((type) => [type, {}])),
    ...Object.fromEntries(
      Object.entries(answers).map(([type, answer]) => [
        type,
        { actions: reply(({ event }: { event: never }) => answer(event)) },
      ]),
    ),
  };
  return { machine: createMachine({ on } as never) };
}

/** The situation in which the bug could strike came up. */
export function cameUp(
  name: string,
  rule: string,
  reads: readonly string[],
  check: (view: SystemView) => boolean,
): StateProperty {
  return {
    kind: 'sometimes',
    name,
    rule,
    source: 'the entry itself: the situation of the published bug',
    reads,
    check: (view) => (check(view) ? name : undefined),
  };
}

/** The actor comes back from the call that it is given. */
export function calledAndReturned(
  spec: Pick<MonitorProperty, 'name' | 'rule' | 'source'>,
  actor: string,
  call: string,
  ends: (message: Seen) => boolean,
): MonitorProperty {
  return monitor<{ readonly open: boolean }>({
    ...spec,
    observes: '*',
    initial: { open: false },
    next(memory, { from, to, message }) {
      if (to === actor && message.type === call) return { open: true };
      return from === actor && ends(message) ? { open: false } : memory;
    },
    finally: ({ open }) => (open ? `${actor} never comes back from ${call}` : undefined),
  });
}

/** The context of an actor, as whatever the reader says that it is. */
export function contextOf<C>(view: SystemView, id: string): C {
  return (view[id] as AnyMachineSnapshot).context as C;
}

/** Nobody of these clients waits for ever: the stack's own property, for clients of {@link clientOf}. */
export function answersFor(actors: Readonly<Record<string, ActorSpec>>): Property {
  const clients = Object.entries(actors)
    .filter(([, { machine }]) => machine === client)
    .map(([id, { input }]) => ({ id, ...(input as { steps: readonly ClientStep[] }) }));
  return nothingLost(clients);
}
