/**
 * The small systems with which Stateright tests its own networks, timers and choices (stateright/stateright 1c61dd7,
 * src/actor/model.rs), as actors.
 */
import type { AnyMachineSnapshot } from 'xstate';
import { assign, createMachine } from 'xstate';
import type { Envelope, Message, SystemSpec } from '../../src/system/index.ts';

const fromClient = (message: Message): Envelope => ({ from: 'client', to: 'server', message });

/** `no_op_depends_on_network`: a message that is ignored, and one behind it that is not. */
export function ignoredFirst(): SystemSpec {
  const server = createMachine({
    initial: 'waiting',
    states: { waiting: { on: { interesting: 'got', ignored: {} } }, got: { on: { ignored: {} } } },
  });
  const client = createMachine({ initial: 'done', states: { done: {} } });
  return {
    actors: { client: { machine: client }, server: { machine: server } },
    initial: [fromClient({ type: 'ignored' }), fromClient({ type: 'interesting' })],
  };
}

interface Counted extends Message {
  readonly value: number;
}

/** `handles_ordered_network_flag`: who is sent 2 and then 1 keeps what comes, in the order in which it comes. */
export function countdown(): SystemSpec {
  type Given = { readonly context: { readonly got: readonly number[] }; readonly event: Counted };
  const server = createMachine({
    context: { got: [] },
    on: {
      number: {
        actions: assign((({ context, event }: Given) => ({
          got: [...context.got, event.value],
        })) as never),
      },
    },
  } as never);
  const number = (value: number) => fromClient({ type: 'number', value } as Counted);
  return { actors: { server: { machine: server } }, initial: [number(2), number(1)] };
}

/** What `countdown` has got, as text. */
export const gotText = ({ context }: AnyMachineSnapshot): string =>
  (context as { readonly got: readonly number[] }).got.join();

/** `resets_timer`: a timer that is armed at the beginning. */
export function oneTimer(): SystemSpec {
  const machine = createMachine({
    initial: 'armed',
    states: { armed: { after: { 1: 'fired' } }, fired: {} },
  });
  return { actors: { actor: { machine } }, initial: [] };
}

interface Choices {
  /** What may be chosen still, by key. */
  readonly open: Readonly<Record<string, readonly number[]>>;
  readonly chosen: readonly number[];
}

interface Choice extends Message {
  readonly key: string;
  readonly value: number;
}

/**
 * `choose_random` and `overwrite_choose_random`: for each key something is chosen once, at any time; the value 1 opens
 * the second key again, for 3 alone. `overwrites` false: it does not.
 */
export function choices(open: Choices['open'], overwrites: boolean): SystemSpec {
  const chosen = ({ context, event }: { context: Choices; event: Choice }): Choices => {
    const { [event.key]: _, ...left } = context.open;
    const again: Choices['open'] = overwrites && event.value === 1 ? { second: [3] } : {};
    return { open: { ...left, ...again }, chosen: [...context.chosen, event.value] };
  };
  const machine = createMachine({
    context: { open, chosen: [] },
    on: { choose: { actions: assign(chosen as never) } },
  } as never);
  const events = ({ context }: AnyMachineSnapshot): Choice[] =>
    Object.entries((context as Choices).open).flatMap(([key, values]) =>
      values.map((value) => ({ type: 'choose', key, value })),
    );
  return { actors: { actor: { machine, events } }, initial: [] };
}
