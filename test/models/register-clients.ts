/**
 * The clients of a register, as in Stateright's register harness: each writes once and reads once. Client `n` of a
 * system with `s` servers has the index `s + n`; its k-th request goes to server `(index + k - 1) mod s`, and has the
 * number `k * index`.
 */
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import type { ActorSpec, Envelope, Message, SystemSpec } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';
import type { History } from './linearizability.ts';
import { invoked } from './linearizability.ts';

export interface Request<Type extends string> extends Message {
  readonly type: Type;
  readonly request: number;
}
export type Put = Request<'Put'> & { readonly value: string };
export type PutOk = Request<'PutOk'>;
export type Get = Request<'Get'>;
export type GetOk = Request<'GetOk'> & { readonly value: string };

/** A server, told its index and the ids of the others. */
export type Server = (index: number, peers: readonly string[]) => AnyStateMachine;

const serverId = (index: number) => `s${index}`;
const clientId = (index: number) => `c${index}`;
const valueFor = (client: number) => String.fromCharCode('A'.charCodeAt(0) + client);

/** A register of `servers`, and what its clients have begun when everything starts. */
export function registerSystem(
  clients: number,
  servers: number,
  server: Server,
): { readonly system: SystemSpec; readonly begun: History } {
  const serverIds = Array.from({ length: servers }, (_, n) => serverId(n));
  const actors: Record<string, ActorSpec> = {};
  for (const [n, id] of serverIds.entries()) {
    actors[id] = {
      machine: server(
        n,
        serverIds.filter((each) => each !== id),
      ),
    };
  }
  const initial: Envelope[] = [];
  let begun: History = {};
  for (let n = 0; n < clients; n += 1) {
    const index = servers + n;
    const from = clientId(index);
    const value = valueFor(n);
    actors[from] = { machine: client(index, servers) };
    const message: Put = { type: 'Put', request: index, value, from };
    initial.push({ from, to: serverId(index % servers), message });
    begun = invoked(begun, from, value);
  }
  return { system: { actors, initial }, begun };
}

function client(index: number, servers: number): AnyStateMachine {
  type Given = { readonly event: PutOk | GetOk };
  const answers = (request: number) => ({ guard: ({ event }: Given) => event.request === request });
  const get = send(serverId((index + 1) % servers), { type: 'Get', request: 2 * index });
  return createMachine({
    initial: 'writing',
    states: {
      writing: { on: { PutOk: { ...answers(index), target: 'reading', actions: get } } },
      reading: { on: { GetOk: { ...answers(2 * index), target: 'done' } } },
      done: {},
    },
  } as never);
}
