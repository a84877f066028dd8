/** A stand-in for the stack: every client's requests go to one machine per receiver, which answers at once. */
import type { AnyStateMachine } from 'xstate';
import { setup } from 'xstate';
import { client } from '../../machines/client.ts';
import type { Engine, PreparedRun } from '../../src/cli/engine.ts';
import type { StackInput } from '../../src/cli/stack-options.ts';
import type { Message, Property } from '../../src/system/index.ts';
import { messaging } from '../../src/system/index.ts';
import { checkRun } from '../../src/trace/check.ts';

type Given = { readonly context: { readonly status: string }; readonly event: Ask };
type Ask = Message & { readonly id: string };

/** Answers every request with this status; `stuck` does not answer. */
const answering = setup({
  types: {} as { context: { status: string }; input: { status: string }; events: Ask },
  actions: {
    answer: messaging<{ status: string }, Ask>().reply('*', ({ context, event }: Given) => ({
      type: `${event.type}.done`,
      id: event.id,
      status: context.status,
    })) as never,
  },
}).createMachine({
  context: ({ input }) => input,
  initial: 'idle',
  states: {
    idle: { on: { '*': { target: 'used', actions: 'answer' } } },
    used: { on: { '*': { actions: 'answer' } } },
  },
});

/** An engine whose actors answer with `status`; the user's machine for the PF takes its place. */
export function smallEngine(status = 'STATUS_SUCCESS'): Engine {
  return (input) => prepare(input, status);
}

function prepare({ compiled, replacements }: StackInput, status: string): PreparedRun {
  const receivers = [
    ...new Set(compiled.clients.flatMap(({ steps }) => steps.map(({ to }) => to))),
  ].filter((id) => compiled.clients.every((each) => each.id !== id));
  const machineOf = (id: string): AnyStateMachine =>
    replacements.find(({ part }) => part === id)?.machine ?? answering;
  return {
    spec: {
      actors: Object.fromEntries([
        ...receivers.map((id) => [id, { machine: machineOf(id), input: { status } }]),
        ...compiled.clients.map(({ id, steps }) => [id, { machine: client, input: { steps } }]),
      ]),
      initial: compiled.clients.map(({ id }) => ({
        from: 'environment',
        to: id,
        message: { type: 'Begin' },
      })),
    },
    lanes: [
      ...receivers.map((id) => ({ id, label: id, partition: 'parent' as const })),
      ...compiled.clients.map(({ id }) => ({ id, label: 'client', partition: 'client' as const })),
    ],
    check: checkRun(propertiesOf(receivers)),
    properties: propertiesOf(receivers),
  };
}

const propertiesOf = (receivers: readonly string[]): readonly Property[] => [
  {
    kind: 'always',
    name: 'PowerBeforeUse',
    rule: 'no request is refused for want of power',
    source: 'test',
    bugcheck: 'DRIVER_POWER_STATE_FAILURE (0x9F)',
    reads: ['pnp'],
    check: ({ pnp }) =>
      pnp?.value === 'used' && pnp.context.status === 'STATUS_POWER_STATE_INVALID'
        ? 'the start was refused'
        : undefined,
  },
  {
    kind: 'sometimes',
    name: 'SeveralAdapters',
    rule: 'two virtual functions can be in use',
    source: 'test',
    // With one guest there is no such actor to be read.
    reads: receivers.filter((id) => id === 'pnp.g1'),
    check: (view) => (view['pnp.g1']?.value === 'used' ? 'in use' : undefined),
  },
];
