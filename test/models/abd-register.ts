/**
 * A linearizable register of several servers: Attiya, Bar-Noy, Dolev, "Sharing Memory Robustly in Message-Passing
 * Systems" (1995), with any number of writers. The server that a client asks first asks a majority for their newest
 * value, then has a majority record the one that it returns or writes.
 */
import { createMachine } from 'xstate';
import type { Message, Outgoing } from '../../src/system/index.ts';
import { messaging, sender, to } from '../../src/system/index.ts';
import { unwritten } from './linearizability.ts';
import type { Get, GetOk, Put, PutOk, Request } from './register-clients.ts';
import { registerSystem } from './register-clients.ts';

/** Which write a value is of: a clock and, between equal ones, the server. */
type Stamp = readonly [clock: number, server: number];
interface Stamped {
  readonly stamp: Stamp;
  readonly value: string;
}

type Query = Request<'Query'>;
type AckQuery = Request<'AckQuery'> & Stamped;
type RecordValue = Request<'Record'> & Stamped;
type AckRecord = Request<'AckRecord'>;
type Received = Put | Get | Query | AckQuery | RecordValue | AckRecord;

interface Asking {
  readonly phase: 'asking';
  readonly request: number;
  readonly client: string;
  /** What is to be written; undefined for a read. */
  readonly write: string | undefined;
  readonly answers: Readonly<Record<string, Stamped>>;
}
interface Recording {
  readonly phase: 'recording';
  readonly request: number;
  readonly client: string;
  /** What is to be returned; undefined for a write. */
  readonly read: string | undefined;
  readonly acknowledged: Readonly<Record<string, true>>;
}

interface Replica extends Stamped {
  /** The client's operation that the server works on: one at a time. */
  readonly job: Asking | Recording | null;
}

const isNewer = ([clock, server]: Stamp, than: Stamp) =>
  clock > than[0] || (clock === than[0] && server > than[1]);

/** The job with this answer; undefined when it is not one that the server waits for. */
function answered(job: Replica['job'], event: AckQuery): Asking | undefined {
  if (job?.phase !== 'asking' || job.request !== event.request) return undefined;
  const { stamp, value } = event;
  return { ...job, answers: { ...job.answers, [sender(event)]: { stamp, value } } };
}

function acknowledged(job: Replica['job'], event: AckRecord): Recording | undefined {
  if (job?.phase !== 'recording' || job.request !== event.request) return undefined;
  return { ...job, acknowledged: { ...job.acknowledged, [sender(event)]: true } };
}

/** What a majority is to record: the newest value, or the one to be written as a still newer one. */
function toRecord({ write, answers }: Asking, server: number): Stamped {
  const newest = Object.values(answers).reduce((a, b) => (isNewer(b.stamp, a.stamp) ? b : a));
  return write === undefined ? newest : { stamp: [newest.stamp[0] + 1, server], value: write };
}

function newer(than: Stamped, { stamp, value }: Stamped): Partial<Replica> {
  return isNewer(stamp, than.stamp) ? { stamp, value } : {};
}

function server(index: number, peers: readonly string[]) {
  const { assign, send, reply, when } = messaging<Replica, Received>();
  const all = <M extends Message>(message: M): Outgoing[] => peers.map((id) => to(id, message));
  const isMajority = (servers: object | undefined) =>
    servers !== undefined && Object.keys(servers).length > (peers.length + 1) / 2;

  const ask = [
    send(['Put', 'Get'], ({ event: { request } }) => all({ type: 'Query', request })),
    assign(['Put', 'Get'], ({ context: { stamp, value }, event, self }) => ({
      job: {
        phase: 'asking',
        request: event.request,
        client: sender(event),
        write: event.type === 'Put' ? event.value : undefined,
        answers: { [self]: { stamp, value } },
      },
    })),
  ];
  const answer = reply('Query', ({ context: { stamp, value }, event }): AckQuery => {
    return { type: 'AckQuery', request: event.request, stamp, value };
  });
  const haveRecorded = [
    send('AckQuery', ({ context, event }) => {
      const job = answered(context.job, event) as Asking;
      return all({ type: 'Record', request: job.request, ...toRecord(job, index) });
    }),
    assign('AckQuery', ({ context, event, self }) => {
      const job = answered(context.job, event) as Asking;
      const { request, client, write } = job;
      const record = toRecord(job, index);
      const read = write === undefined ? record.value : undefined;
      return {
        job: { phase: 'recording', request, client, read, acknowledged: { [self]: true } },
        ...newer(context, record),
      };
    }),
  ];
  const collect = assign('AckQuery', ({ context, event }) => ({
    job: answered(context.job, event) ?? null,
  }));
  const record = [
    reply('Record', ({ event: { request } }): AckRecord => ({ type: 'AckRecord', request })),
    assign('Record', ({ context, event }) => newer(context, event)),
  ];
  const finish = [
    send('AckRecord', ({ context }) => {
      const { request, client, read } = context.job as Recording;
      return read === undefined
        ? to<PutOk>(client, { type: 'PutOk', request })
        : to<GetOk>(client, { type: 'GetOk', request, value: read });
    }),
    assign('AckRecord', () => ({ job: null })),
  ];
  const count = assign('AckRecord', ({ context, event }) => ({
    job: acknowledged(context.job, event) ?? null,
  }));

  const isIdle = ({ context }: { context: Replica }) => context.job === null;
  return createMachine({
    context: { stamp: [0, index], value: unwritten, job: null } satisfies Replica,
    on: {
      Put: { guard: isIdle, actions: ask },
      Get: { guard: isIdle, actions: ask },
      Query: { actions: answer },
      AckQuery: [
        {
          guard: when('AckQuery', ({ context, event }) =>
            isMajority(answered(context.job, event)?.answers),
          ),
          actions: haveRecorded,
        },
        {
          guard: when(
            'AckQuery',
            ({ context, event }) => answered(context.job, event) !== undefined,
          ),
          actions: collect,
        },
      ],
      Record: { actions: record },
      AckRecord: [
        {
          guard: when('AckRecord', ({ context, event }) =>
            isMajority(acknowledged(context.job, event)?.acknowledged),
          ),
          actions: finish,
        },
        {
          guard: when(
            'AckRecord',
            ({ context, event }) => acknowledged(context.job, event) !== undefined,
          ),
          actions: count,
        },
      ],
    },
  } as never);
}

export const abdRegister = (clients: number, servers: number) =>
  registerSystem(clients, servers, server);
