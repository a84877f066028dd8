/**
 * Our machines with the inspectors that `@statelyai/inspect` itself has: in a browser, and over a web socket. These
 * send what XState tells of plain actors, so nothing of this project but its machines takes part.
 */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWebSocketInspector, createWebSocketReceiver } from '@statelyai/inspect';
import { createInspectorServer } from '@statelyai/inspect/server';
import { describe, expect, test } from 'vitest';
import { createActor, createMachine, spawnChild } from 'xstate';
import { VirtualClock } from '../../../src/trace/virtual-clock.ts';
import { chromium } from '../../browser.ts';
import { stackOf } from '../../stack/run-scenario.ts';
import { bundled, frameIn, oneBrowser, received, receiverScript, site } from './stand-in.ts';

interface Told {
  readonly type: string;
  readonly sessionId: string;
  readonly name?: string;
  readonly sourceId?: string;
  readonly definition?: string;
  readonly event?: { readonly type: string };
}

const stack = stackOf('bring-up', { vfs: 1, vbd: true });
const ids = Object.keys(stack.spec.actors);

/** Sender, receiver and type of every event, by names. */
function edges(told: readonly Told[]) {
  const names = new Map(
    told.flatMap(({ type, sessionId, name }) =>
      type === '@xstate.actor' ? [[sessionId, name] as const] : [],
    ),
  );
  return told.flatMap(({ type, sessionId, sourceId, event }) =>
    type === '@xstate.event'
      ? [[names.get(sourceId ?? ''), names.get(sessionId), event?.type]]
      : [],
  );
}

function expectStack(told: readonly Told[]) {
  const actors = told.filter(({ type }) => type === '@xstate.actor');
  expect(actors.map(({ name }) => name)).toEqual(expect.arrayContaining(ids));
  for (const { definition } of actors) expect(JSON.parse(definition ?? '')).toHaveProperty('id');
  const seen = edges(told);
  expect(seen).toContainEqual(['vbd', 'pci', 'EnableVirtualization']);
  expect(seen).toContainEqual(['vpci.g0', 'vstack', 'VPCI_FDO_D0_ENTRY']);
  expect(seen).toContainEqual(['ndis', 'pf', 'OID_NIC_SWITCH_ALLOCATE_VF']);
  const snapshots = told.filter(({ type }) => type === '@xstate.snapshot');
  expect(new Set(snapshots.map(({ sessionId }) => sessionId)).size).toBeGreaterThanOrEqual(
    ids.length,
  );
}

describe.skipIf(chromium === undefined)('createBrowserInspector', () => {
  const inBrowser = oneBrowser();

  test('shows the stack in a frame: every actor, and messages with their sender and receiver', () =>
    inBrowser(async (context) => {
      const inspector = await site({ '/inspect': await receiverScript() });
      const options = JSON.stringify({ ...stack.options, device: undefined });
      const app = await site({
        '/': await bundled(`
          import { createBrowserInspector } from '@statelyai/inspect';
          import { createActor, createMachine, spawnChild } from 'xstate';
          import { builtinProfiles } from './actors/device/index.ts';
          import { buildStack } from './actors/topology.ts';
          import { VirtualClock } from './src/trace/virtual-clock.ts';
          const iframe = document.body.appendChild(document.createElement('iframe'));
          const inspector = createBrowserInspector({
            url: '${inspector.url}/inspect',
            iframe,
            maxDeferredEvents: 100000,
            serializationDepthLimit: 100,
          });
          const device = builtinProfiles['intel-82576']();
          const { spec } = buildStack({ ...${options}, device });
          const clock = new VirtualClock();
          const root = createActor(createMachine({
            id: 'root',
            entry: Object.entries(spec.actors).map(([id, { machine, input }]) =>
              spawnChild(machine, { id, systemId: id, input })),
          }), { inspect: inspector.inspect, clock });
          root.start();
          for (const { to, message } of spec.initial) root.system.get(to).send(message);
          while (clock.armed) clock.fireNext();
          // The package tells of each event when the browser has time, in their order.
          requestIdleCallback(() => inspector.actor('the end'));
        `),
      });
      try {
        const page = await context.newPage();
        await page.goto(`${app.url}/`);
        const frame = await frameIn(page, inspector.url);
        await frame.waitForFunction("window.received?.some(({ name }) => name === 'the end')");
        const told: Told[] = (await received(frame, 1)).map((text) => JSON.parse(text));
        expectStack(told.filter(({ name }) => name !== 'the end'));
      } finally {
        await app.close();
        await inspector.close();
      }
    }));
});

test('createWebSocketInspector shows the stack to a receiver behind the stock server', async () => {
  const port = await freePort();
  const server = createInspectorServer({ port, autoOpen: false });
  const url = `ws://127.0.0.1:${port}`;
  const told: Told[] = [];
  let look = () => {};
  createWebSocketReceiver({ server: url }).subscribe((event) => {
    told.push(event as Told);
    look();
  });
  const toldOf = (name: string) =>
    new Promise<void>((resolve) => {
      look = () => {
        if (told.some((each) => each.name === name)) resolve();
      };
      look();
    });
  const inspector = createWebSocketInspector({ url, maxDeferredEvents: 100_000 });
  try {
    // The server keeps 200 messages only for a receiver that comes late: it must be there first.
    inspector.actor('the beginning');
    await toldOf('the beginning');
    const { actors, initial } = stack.spec;
    const clock = new VirtualClock();
    const root = createActor(
      createMachine({
        id: 'root',
        entry: Object.entries(actors).map(([id, { machine, input }]) =>
          spawnChild(machine, { id, systemId: id, input: input as never } as never),
        ),
      }),
      { inspect: inspector.inspect, clock: clock as never },
    );
    root.start();
    for (const { to, message } of initial) {
      (root.system.get(to as never) as unknown as { send(event: object): void }).send(message);
    }
    while (clock.armed) clock.fireNext();
    // The package tells of everything in a later turn of the event loop.
    await new Promise((resolve) => setTimeout(resolve, 0));
    inspector.actor('the end');
    await toldOf('the end');
    root.stop();
    expectStack(told.filter(({ name }) => name !== 'the beginning' && name !== 'the end'));
  } finally {
    inspector.stop();
    server.stop();
  }
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
