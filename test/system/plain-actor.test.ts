/**
 * The machines under XState alone: a root spawns them with their ids as `systemId`s, XState delivers every message at
 * once, and nothing of `runLive` is there. Every context is frozen as soon as a transition has made it.
 */
import { describe, expect, test } from 'vitest';
import type { AnyActorRef, AnyMachineSnapshot, InspectionEvent } from 'xstate';
import { createActor, createMachine, setup, spawnChild } from 'xstate';
import { builtinProfiles, createDeviceMachine } from '../../actors/device/index.ts';
import { pciBus } from '../../machines/pci-bus.ts';
import type { Message, SystemSpec } from '../../src/system/index.ts';
import { messaging, to } from '../../src/system/index.ts';
import { runToEnd } from '../../src/trace/live.ts';
import { VirtualClock } from '../../src/trace/virtual-clock.ts';
import { deepFreeze } from '../machines/stage.ts';
import { stackOf } from '../stack/run-scenario.ts';

/** Runs a system under plain `createActor` until nothing moves and no timer is armed. */
function runPlain(spec: SystemSpec) {
  const clock = new VirtualClock();
  const frozen = new Set<string>();
  const inspect = (event: InspectionEvent) => {
    if (event.type !== '@xstate.snapshot') return;
    deepFreeze((event.snapshot as AnyMachineSnapshot).context);
    frozen.add((event.actorRef as unknown as { id: string }).id);
  };
  const root = createActor(
    createMachine({
      entry: Object.entries(spec.actors).map(([id, { machine, input }]) =>
        spawnChild(machine, { id, systemId: id, input: input as never } as never),
      ),
    }),
    { clock: clock as never, inspect },
  );
  const errors: unknown[] = [];
  root.subscribe({ error: (error) => errors.push(error) });
  root.start();
  // Held from the start: an actor that fails is no longer in the system.
  const refs = new Map(
    Object.keys(spec.actors).map((id) => [id, root.system.get(id as never) as AnyActorRef]),
  );
  for (const { to: id, message } of spec.initial) refs.get(id)?.send(message);
  while (clock.armed) clock.fireNext();
  const view = Object.fromEntries(
    [...refs].map(([id, ref]) => [id, ref.getSnapshot() as AnyMachineSnapshot]),
  );
  root.stop();
  return { view, errors, frozen, timeMs: clock.nowMs };
}

type Call = Message & { readonly to?: string };
interface CallerContext {
  readonly calls: readonly Call[];
  readonly answers: readonly (Message & { readonly status?: string; readonly count?: number })[];
}
const { send, assign } = messaging<CallerContext, Message>();
/** Makes one call after the other, each when the one before it has been answered. */
const caller = setup({
  types: {} as { context: CallerContext; events: Message; input: readonly Call[] },
  actions: {
    note: assign('*', ({ context, event }) => ({ answers: [...context.answers, event] })),
    call: send('*', ({ context }) => {
      const [next] = context.calls;
      if (next === undefined) return undefined;
      const { to: target = 'pci', ...call } = next;
      return to(target, { id: 'call', irql: 'PASSIVE_LEVEL', ...call } as Message);
    }),
    dropCall: assign('*', ({ context }) => ({ calls: context.calls.slice(1) })),
  },
}).createMachine({
  context: ({ input }) => ({ calls: input, answers: [] }),
  on: { go: { actions: ['call', 'dropCall'] }, '*': { actions: ['note', 'call', 'dropCall'] } },
});

function pciSystem(calls: readonly object[]): SystemSpec {
  const model = builtinProfiles['intel-82576']?.();
  if (model === undefined) throw new Error('the default profile is missing');
  const { segment, rid, vendorId } = model.pf;
  return {
    actors: {
      device: { machine: createDeviceMachine(model) },
      pci: { machine: pciBus, input: { device: 'device', segment, pfRid: rid, vendorId } },
      caller: { machine: caller, input: calls },
    },
    initial: [{ from: 'environment', to: 'caller', message: { type: 'go' } }],
  };
}
const enable = (numVFs: number, enableVirtualization: boolean) => ({
  type: 'EnableVirtualization',
  numVFs,
  enableVfMigration: false,
  enableMigrationInterrupt: false,
  enableVirtualization,
});
const calls = [
  { type: 'IRP_MN_START_DEVICE', deviceObject: 'PDO' },
  {
    type: 'IRP_MN_QUERY_INTERFACE',
    deviceObject: 'PDO',
    interfaceType: 'GUID_PCI_VIRTUALIZATION_INTERFACE',
    size: 128,
    version: 1,
    status: 'STATUS_NOT_SUPPORTED',
  },
  enable(8, true),
  { type: 'GetLocation', vf: 7 },
  { type: 'GetVirtualFunctionData', vf: 7, offset: 0, length: 4 },
  { type: 'IRP_MN_QUERY_REMOVE_DEVICE', deviceObject: 'PDO' },
  enable(0, false),
];

describe('the PCI bus driver on its device', () => {
  test('starts, enables its VFs and answers; time is that of the settling VFs', () => {
    const { view, errors, timeMs } = runPlain(pciSystem(calls));
    const { answers } = (view.caller as AnyMachineSnapshot).context as CallerContext;
    expect(answers).toMatchObject([
      { request: 'IRP_MN_START_DEVICE', status: 'STATUS_SUCCESS' },
      { request: 'IRP_MN_QUERY_INTERFACE', status: 'STATUS_SUCCESS' },
      { type: 'EnableVirtualization.return', status: 'STATUS_SUCCESS' },
      { type: 'GetLocation.return', busNumber: 1, functionNumber: 0x8e },
      { type: 'GetVirtualFunctionData.return', count: 4, value: 0x10ca8086 },
      { request: 'IRP_MN_QUERY_REMOVE_DEVICE', status: 'STATUS_UNSUCCESSFUL' },
      { type: 'EnableVirtualization.return', status: 'STATUS_SUCCESS' },
    ]);
    expect({ errors, timeMs }).toEqual({ errors: [], timeMs: 1100 });
  });

  test('ends as it does in a live run', () => {
    const plain = runPlain(pciSystem(calls));
    const live = runToEnd(pciSystem(calls));
    for (const id of ['device', 'pci', 'caller']) {
      expect(plain.view[id]?.value).toEqual(live.view[id]?.value);
      expect(plain.view[id]?.context).toEqual(live.view[id]?.context);
    }
    expect(plain.timeMs).toBe(live.end.timeMs);
  });
});

describe('the whole stack', () => {
  test.each([true, false])('lives its life, every context frozen (with a VBD: %s)', (vbd) => {
    const stack = stackOf('demo', { vfs: 2, vbd });
    const { view, errors, frozen } = runPlain(stack.spec);
    expect(errors).toEqual([]);
    for (const { id } of stack.options.clients)
      expect([id, view[id]?.value]).toEqual([id, 'finished']);
    for (const id of Object.keys(stack.spec.actors)) {
      expect([id, view[id]?.hasTag('bugcheck'), frozen.has(id)]).toEqual([id, false, true]);
    }
  });
});

test('a machine that changes its context in place would be caught', () => {
  const careless = createMachine({
    context: { log: ['start'] },
    on: { note: { actions: ({ context }) => context.log.push('note') } },
  });
  const { errors } = runPlain({
    actors: { careless: { machine: careless } },
    initial: [{ from: 'environment', to: 'careless', message: { type: 'note' } }],
  });
  expect(errors).toHaveLength(1);
  expect(String(errors[0])).toContain('not extensible');
});
