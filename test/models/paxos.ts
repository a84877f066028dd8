/**
 * Single-decree Paxos: Lamport, "Paxos Made Simple" (2001). Every server is proposer, acceptor and learner; its clients
 * use it as a register that can be written once. A server takes one proposal of a client; what is decided, it tells.
 */
import { createMachine } from 'xstate';
import type { Message, Outgoing } from '../../src/system/index.ts';
import { messaging, to } from '../../src/system/index.ts';
import type { Put, Request } from './register-clients.ts';
import { registerSystem } from './register-clients.ts';

type Ballot = readonly [round: number, server: number];
interface Proposal {
  readonly request: number;
  readonly client: string;
  readonly value: string;
}
interface Accepted {
  readonly ballot: Ballot;
  readonly proposal: Proposal;
}
interface Balloted extends Message {
  readonly from: string;
  readonly ballot: Ballot;
}
type Prepared = Balloted & { readonly accepted: Accepted | null };
type Accept = Balloted & Accepted;

interface Server {
  readonly ballot: Ballot;
  /** As a proposer: what it proposes, who has promised (and had accepted what), who has accepted. */
  readonly proposal: Proposal | null;
  readonly promises: Readonly<Record<string, Accepted | null>>;
  readonly acceptances: Readonly<Record<string, true>>;
  /** As an acceptor. */
  readonly accepted: Accepted | null;
  readonly decided: boolean;
}

const isLater = ([round, server]: Ballot, than: Ballot) =>
  round > than[0] || (round === than[0] && server > than[1]);
const isSame = (a: Ballot, b: Ballot) => a[0] === b[0] && a[1] === b[1];

/** A guard that finds the server open, and the event as the ballot of another. */
const open =
  (guard: (context: Server, event: Balloted) => boolean) =>
  ({ context, event }: { context: Server; event: Message }) =>
    !context.decided && guard(context, event as Balloted);

function server(index: number, peers: readonly string[]) {
  const { assign, send, reply } = messaging<Server, Message>();
  const majority = Math.floor((peers.length + 1) / 2) + 1;
  const all = (message: Message): Outgoing[] => peers.map((id) => to(id, message));
  const isMajority = (list: object) => Object.keys(list).length >= majority;

  const promisesWith = ({ promises }: Server, event: Message) => {
    const { from, accepted } = event as Prepared;
    return { ...promises, [from]: accepted };
  };
  const acceptancesWith = ({ acceptances }: Server, { from = '' }: Message) => ({
    ...acceptances,
    [from]: true as const,
  });
  /** What a majority that has promised leaves to be proposed: what was accepted in the latest ballot, or anything. */
  const proposalAfter = (context: Server, event: Message): Proposal => {
    const accepted = Object.values(promisesWith(context, event)).filter((each) => each !== null);
    const latest = accepted.reduce<Accepted | undefined>(
      (a, b) => (a !== undefined && isLater(a.ballot, b.ballot) ? a : b),
      undefined,
    );
    return latest?.proposal ?? (context.proposal as Proposal);
  };
  const nextBallot = ({ ballot: [round] }: Server): Ballot => [round + 1, index];

  const propose = [
    send('Put', ({ context }) => all({ type: 'Prepare', ballot: nextBallot(context) } as Message)),
    assign('Put', ({ context, event, self }) => {
      const { request, value, from: client = '' } = event as Put;
      return {
        ballot: nextBallot(context),
        proposal: { request, client, value },
        promises: { [self]: context.accepted },
        acceptances: {},
      };
    }),
  ];
  const promise = [
    reply('Prepare', ({ context: { accepted }, event }) => {
      const { ballot } = event as Balloted;
      return { type: 'Prepared', ballot, accepted } as Message;
    }),
    assign('Prepare', ({ event }) => ({ ballot: (event as Balloted).ballot })),
  ];
  const collect = assign('Prepared', ({ context, event }) => ({
    promises: promisesWith(context, event),
  }));
  const ask = [
    send('Prepared', ({ context, event }) => {
      const proposal = proposalAfter(context, event);
      return all({ type: 'Accept', ballot: context.ballot, proposal } as Message);
    }),
    assign('Prepared', ({ context, event, self }) => {
      const proposal = proposalAfter(context, event);
      const accepted = { ballot: context.ballot, proposal };
      return { proposal, accepted, acceptances: { [self]: true } as const };
    }),
    collect,
  ];
  const accept = [
    reply(
      'Accept',
      ({ event }) => ({ type: 'Accepted', ballot: (event as Accept).ballot }) as Message,
    ),
    assign('Accept', ({ event }) => {
      const { ballot, proposal } = event as Accept;
      return { ballot, accepted: { ballot, proposal } };
    }),
  ];
  const count = assign('Accepted', ({ context, event }) => ({
    acceptances: acceptancesWith(context, event),
  }));
  const decide = [
    send('Accepted', ({ context: { ballot, proposal } }) => {
      const { client, request } = proposal as Proposal;
      const answer = to(client, { type: 'PutOk', request } as Message);
      return [...all({ type: 'Decided', ballot, proposal } as Message), answer];
    }),
    assign('Accepted', () => ({ decided: true })),
    count,
  ];
  const learn = assign('Decided', ({ event }) => {
    const { ballot, proposal } = event as Accept;
    return { ballot, accepted: { ballot, proposal }, decided: true };
  });
  const tell = reply('Get', ({ context, event }) => {
    const { value } = (context.accepted as Accepted).proposal;
    return { type: 'GetOk', request: (event as Request).request, value } as Message;
  });

  return createMachine({
    context: {
      ballot: [0, 0],
      proposal: null,
      promises: {},
      acceptances: {},
      accepted: null,
      decided: false,
    } satisfies Server,
    on: {
      Put: { guard: open(({ proposal }) => proposal === null), actions: propose },
      Prepare: {
        guard: open(({ ballot }, event) => isLater(event.ballot, ballot)),
        actions: promise,
      },
      Prepared: [
        {
          guard: open(
            (context, event) =>
              isSame(event.ballot, context.ballot) &&
              isMajority(promisesWith(context, event)) &&
              !isMajority(context.promises),
          ),
          actions: ask,
        },
        { guard: open(({ ballot }, event) => isSame(event.ballot, ballot)), actions: collect },
      ],
      Accept: {
        guard: open(({ ballot }, event) => !isLater(ballot, event.ballot)),
        actions: accept,
      },
      Accepted: [
        {
          guard: open(
            (context, event) =>
              isSame(event.ballot, context.ballot) && isMajority(acceptancesWith(context, event)),
          ),
          actions: decide,
        },
        { guard: open(({ ballot }, event) => isSame(event.ballot, ballot)), actions: count },
      ],
      Decided: { guard: open(() => true), actions: learn },
      Get: { guard: ({ context }: { context: Server }) => context.decided, actions: tell },
    },
  } as never);
}

export const paxos = (clients: number, servers: number) => registerSystem(clients, servers, server);
