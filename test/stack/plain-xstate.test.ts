/** The same machine files under plain `createActor`, with XState's own delivery and the Stately inspector's package. */
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import { createInspector } from '@statelyai/inspect';
import { expect, test } from 'vitest';
import type { AnyActorRef, AnyMachineSnapshot } from 'xstate';
import { createActor, createMachine, spawnChild } from 'xstate';
import { scenarioNames } from '../../actors/scenario/index.ts';
import type { Stack } from '../../actors/topology.ts';
import { VirtualClock } from '../../src/trace/virtual-clock.ts';
import { stackOf } from './run-scenario.ts';

/** Spawns every actor with its id as `systemId`, starts the clients, and fires timers until none is armed. */
function runPlainly(stack: Stack, inspect?: Parameters<typeof createActor>[1]) {
  const clock = new VirtualClock();
  const root = createActor(
    createMachine({
      entry: Object.entries(stack.spec.actors).map(([id, { machine, input }]) =>
        spawnChild(machine, { id, systemId: id, input: input as never } as never),
      ),
    }),
    { clock: clock as never, ...inspect },
  );
  root.start();
  const actor = (id: string) => root.system.get(id as never) as unknown as AnyActorRef;
  for (const { to, message } of stack.spec.initial) actor(to).send(message);
  while (clock.armed) clock.fireNext();
  const snapshots = Object.keys(stack.spec.actors).map(
    (id) => [id, actor(id).getSnapshot() as AnyMachineSnapshot] as const,
  );
  return { root, snapshots: new Map(snapshots) };
}

const ends = (stack: Stack, snapshots: ReadonlyMap<string, AnyMachineSnapshot>) => ({
  clients: stack.options.clients.map(({ id }) => snapshots.get(id)?.value),
  down: [...snapshots].filter(([, each]) => each.hasTag('bugcheck')).map(([id]) => id),
});

test.each(scenarioNames())('%s ends under plain createActor as it does in a run', (name) => {
  for (const vbd of [true, false]) {
    const stack = stackOf(name, { vfs: 2, vbd });
    const { snapshots } = runPlainly(stack);
    const clients = stack.options.clients.map(() => 'finished');
    expect(ends(stack, snapshots)).toEqual({ clients, down: [] });
  }
});

test('the Stately inspector sees every actor, and messages with their sender and receiver', async () => {
  const events: StatelyInspectionEvent[] = [];
  const inspector = createInspector({ send: (event) => events.push(event) });
  const stack = stackOf('bring-up', { vfs: 1, vbd: true });
  const { root } = runPlainly(stack, { inspect: inspector.inspect });
  // The package registers actors in a later turn of the event loop.
  await new Promise((resolve) => setTimeout(resolve, 0));
  const actors = events.filter((event) => event.type === '@xstate.actor');
  const names = new Map(actors.map(({ sessionId, name }) => [sessionId, name]));
  expect([...names.values()]).toEqual(expect.arrayContaining(Object.keys(stack.spec.actors)));
  for (const { definition } of actors) {
    expect(JSON.parse(definition ?? 'null')).toEqual(expect.any(Object));
  }
  const edges = events
    .filter((event) => event.type === '@xstate.event')
    .map(({ sourceId, sessionId, event }) => [
      names.get(sourceId ?? ''),
      names.get(sessionId),
      event.type,
    ]);
  expect(edges).toContainEqual(['vbd', 'pci', 'EnableVirtualization']);
  expect(edges).toContainEqual(['vpci.g0', 'vstack', 'VPCI_FDO_D0_ENTRY']);
  expect(edges).toContainEqual(['ndis', 'pf', 'OID_NIC_SWITCH_ALLOCATE_VF']);
  root.stop();
});
