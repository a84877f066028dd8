/**
 * A register with a single copy for each server: it keeps the last value that it was told. With one server it is
 * linearizable, with two it is not. The first example of the book "Building Distributed Systems With Stateright".
 */
import { createMachine } from 'xstate';
import { messaging } from '../../src/system/index.ts';
import { unwritten } from './linearizability.ts';
import type { Get, GetOk, Put, PutOk } from './register-clients.ts';
import { registerSystem } from './register-clients.ts';

interface Copy {
  readonly value: string;
}

function server() {
  const { assign, reply } = messaging<Copy, Put | Get>();
  const write = [
    assign('Put', ({ event: { value } }) => ({ value })),
    reply('Put', ({ event: { request } }): PutOk => ({ type: 'PutOk', request })),
  ];
  const read = reply('Get', ({ context: { value }, event: { request } }): GetOk => {
    return { type: 'GetOk', request, value };
  });
  return createMachine({
    context: { value: unwritten } satisfies Copy,
    on: { Put: { actions: write }, Get: { actions: read } },
  } as never);
}

export const singleCopyRegister = (clients: number, servers: number) =>
  registerSystem(clients, servers, server);
