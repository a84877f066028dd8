/** A server for a test, closed when the test is over. */
import { connect } from 'node:net';
import { afterEach } from 'vitest';
import type { InspectorMessage } from '../../../src/inspect/bridge/index.ts';
import { MessageFeed } from '../../../src/inspect/bridge/index.ts';
import type { InspectServer, InspectServerOptions } from '../../../src/inspect/server/index.ts';
import { startInspectServer, tokenHeader } from '../../../src/inspect/server/index.ts';

const open: InspectServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

export async function serve(more: Partial<InspectServerOptions> = {}) {
  const feed = new MessageFeed();
  const server = await startInspectServer({ title: 'a run', feed, ...more });
  open.push(server);
  const { port, token } = server;
  return { feed, server, port, token, query: `?token=${token}` };
}

/** Headers of a question. */
export const json = (token: string) => ({
  'Content-Type': 'application/json',
  [tokenHeader]: token,
});

export const message = (n: number) =>
  ({ type: '@xstate.event', id: String(n) }) as InspectorMessage;

export const messages = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => message(from + n));

export function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
