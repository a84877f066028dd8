/**
 * A linearizable register of several servers: Attiya, Bar-Noy, Dolev, "Sharing Memory Robustly in Message-Passing
 * Systems" (1995), with any number of writers. A server that is asked first asks a majority for their newest value,
 * then has a majority record the one that it returns or writes.
 */
import { createMachine } from 'xstate';
import type { Message, Outgoing } from '../../src/system/index.ts';
import { messaging, to } from '../../src/system/index.ts';
import { unwritten } from './linearizability.ts';
import type { Put, Request } from './register-clients.ts';
import { registerSystem } from './register-clients.ts';

/** Which write a value is of: a clock and, between equal ones, the server. */
type Stamp = readonly [clock: number, server: number];
interface Stamped {
  readonly stamp: Stamp;
  readonly value: string;
}
type Sent = Request & { readonly from: string };
type StampedMessage = Sent & Stamped;

interface Job {
  readonly request: number;
  readonly client: string;
}
interface Asking extends Job {
  readonly phase: 'asking';
  /** What is to be written; undefined for a read. */
  readonly write?: string;
  readonly answers: Readonly<Record<string, Stamped>>;
}
interface Recording extends Job {
  readonly phase: 'recording';
  /** What is to be returned; undefined for a write. */
  readonly read?: string;
  readonly acknowledged: Readonly<Record<string, true>>;
}

interface Replica extends Stamped {
  readonly job: Asking | Recording | null;
}

const isNewer = ([clock, server]: Stamp, than: Stamp) =>
  clock > than[0] || (clock === than[0] && server > than[1]);

function server(index: number, peers: readonly string[]) {
  const { assign, send, reply, when } = messaging<Replica, Message>();
  const majority = Math.floor((peers.length + 1) / 2) + 1;
  const all = (message: Message): Outgoing[] => peers.map((id) => to(id, message));

  const begin = (
    event: Request & { readonly from?: string },
    self: string,
    own: Stamped,
  ): Asking => {
    const { request, from = '', type } = event;
    const write = type === 'Put' ? { write: (event as Put).value } : {};
    return { phase: 'asking', request, client: from, ...write, answers: { [self]: own } };
  };
  /** The answers with this one, where the server asks for it. */
  const answersWith = (job: Replica['job'], event: StampedMessage) =>
    job?.phase === 'asking' && job.request === event.request
      ? { ...job.answers, [event.from]: { stamp: event.stamp, value: event.value } }
      : {};
  const acknowledgedWith = (job: Replica['job'], event: Sent) =>
    job?.phase === 'recording' && job.request === event.request
      ? { ...job.acknowledged, [event.from]: true as const }
      : {};
  const isComplete = (list: object) => Object.keys(list).length >= majority;
  /** What a majority is to record. */
  const chosen = ({ write }: Asking, answers: Readonly<Record<string, Stamped>>): Stamped => {
    const newest = Object.values(answers).reduce((a, b) => (isNewer(b.stamp, a.stamp) ? b : a));
    return write === undefined ? newest : { stamp: [newest.stamp[0] + 1, index], value: write };
  };
  const newer = (context: Replica, { stamp, value }: Stamped): Partial<Replica> =>
    isNewer(stamp, context.stamp) ? { stamp, value } : {};

  return createMachine({
    context: { stamp: [0, index], value: unwritten, job: null } satisfies Replica,
    on: {
      ...Object.fromEntries(
        ['Put', 'Get'].map((type) => [
          type,
          {
            guard: ({ context }: { context: Replica }) => context.job === null,
            actions: [
              send(type, ({ event }) =>
                all({ type: 'Query', request: (event as Request).request } as Message),
              ),
              assign(type, ({ context: { stamp, value }, event, self }) => ({
                job: begin(event as Request, self, { stamp, value }),
              })),
            ],
          },
        ]),
      ),
      Query: {
        actions: reply('Query', ({ context: { stamp, value }, event }) => {
          const { request } = event as Request;
          return { type: 'AckQuery', request, stamp, value } as Message;
        }),
      },
      AckQuery: [
        {
          guard: when('AckQuery', ({ context: { job }, event }) =>
            isComplete(answersWith(job, event as StampedMessage)),
          ),
          actions: [
            send('AckQuery', ({ context: { job }, event }) => {
              const message = event as StampedMessage;
              const record = chosen(job as Asking, answersWith(job, message));
              return all({ type: 'Record', request: message.request, ...record } as Message);
            }),
            assign('AckQuery', ({ context, event, self }) => {
              const { request, client, write } = context.job as Asking;
              const record = chosen(
                context.job as Asking,
                answersWith(context.job, event as StampedMessage),
              );
              const read = write === undefined ? { read: record.value } : {};
              const acknowledged = { [self]: true } as const;
              const job: Recording = { phase: 'recording', request, client, ...read, acknowledged };
              return { job, ...newer(context, record) };
            }),
          ],
        },
        {
          guard: when(
            'AckQuery',
            ({ context: { job }, event }) =>
              Object.keys(answersWith(job, event as StampedMessage)).length > 0,
          ),
          actions: assign('AckQuery', ({ context: { job }, event }) => ({
            job: { ...(job as Asking), answers: answersWith(job, event as StampedMessage) },
          })),
        },
      ],
      Record: {
        actions: [
          reply(
            'Record',
            ({ event }) => ({ type: 'AckRecord', request: (event as Sent).request }) as Message,
          ),
          assign('Record', ({ context, event }) => newer(context, event as StampedMessage)),
        ],
      },
      AckRecord: [
        {
          guard: when('AckRecord', ({ context: { job }, event }) =>
            isComplete(acknowledgedWith(job, event as Sent)),
          ),
          actions: [
            send('AckRecord', ({ context }) => {
              const { request, client, read } = context.job as Recording;
              const answer =
                read === undefined ? { type: 'PutOk' } : { type: 'GetOk', value: read };
              return to(client, { ...answer, request } as Message);
            }),
            assign('AckRecord', () => ({ job: null })),
          ],
        },
        {
          guard: when(
            'AckRecord',
            ({ context: { job }, event }) =>
              Object.keys(acknowledgedWith(job, event as Sent)).length > 0,
          ),
          actions: assign('AckRecord', ({ context: { job }, event }) => ({
            job: { ...(job as Recording), acknowledged: acknowledgedWith(job, event as Sent) },
          })),
        },
      ],
    },
  } as never);
}

export const abdRegister = (clients: number, servers: number) =>
  registerSystem(clients, servers, server);
