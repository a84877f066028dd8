/**
 * A register with a single copy for each server: it keeps the last value that it was told. With one server it is
 * linearizable, with two it is not. The first example of the book "Building Distributed Systems With Stateright".
 */
import { assign, createMachine } from 'xstate';
import { reply } from '../../src/system/index.ts';
import { unwritten } from './linearizability.ts';
import type { Put, Request } from './register-clients.ts';
import { registerSystem } from './register-clients.ts';

interface Copy {
  readonly value: string;
}

function server() {
  type Given = { readonly context: Copy; readonly event: Put };
  type Asked = { readonly context: Copy; readonly event: Request };
  return createMachine({
    context: { value: unwritten } satisfies Copy,
    on: {
      Put: {
        actions: [
          assign({ value: ({ event }: Given) => event.value } as never),
          reply(({ event }: Given) => ({ type: 'PutOk', request: event.request })),
        ],
      },
      Get: {
        actions: reply(({ context, event }: Asked) => ({
          type: 'GetOk',
          request: event.request,
          value: context.value,
        })),
      },
    },
  } as never);
}

export const singleCopyRegister = (clients: number, servers: number) =>
  registerSystem(clients, servers, server);
