/**
 * Single-decree Paxos: Lamport, "Paxos Made Simple" (2001). Every server is proposer, acceptor and learner; its clients
 * use it as a register that is written once. A server takes the proposal of one client; what is decided, it tells.
 */
import { createMachine } from 'xstate';
import type { Message, Outgoing } from '../../src/system/index.ts';
import { messaging, sender, to } from '../../src/system/index.ts';
import type { Get, GetOk, Put, PutOk } from './register-clients.ts';
import { registerSystem } from './register-clients.ts';

type Ballot = readonly [round: number, server: number];
interface Proposal {
  readonly request: number;
  readonly client: string;
  readonly value: string;
}
interface Vote {
  readonly ballot: Ballot;
  readonly proposal: Proposal;
}

interface Balloted<Type extends string> extends Message {
  readonly type: Type;
  readonly ballot: Ballot;
}
type Prepare = Balloted<'Prepare'>;
/** A promise, and what its server has accepted before. */
type Prepared = Balloted<'Prepared'> & { readonly vote: Vote | null };
type Accept = Balloted<'Accept'> & Vote;
type Accepted = Balloted<'Accepted'>;
type Decided = Balloted<'Decided'> & Vote;
type Received = Put | Get | Prepare | Prepared | Accept | Accepted | Decided;

interface Server {
  readonly ballot: Ballot;
  /** As a proposer: what it proposes, who has promised (and had accepted what), who has accepted. */
  readonly proposal: Proposal | null;
  readonly promises: Readonly<Record<string, Vote | null>>;
  readonly acceptances: Readonly<Record<string, true>>;
  /** As an acceptor: what it has accepted. */
  readonly vote: Vote | null;
  readonly decided: boolean;
}

const isLater = ([round, server]: Ballot, than: Ballot) =>
  round > than[0] || (round === than[0] && server > than[1]);
const isSame = (a: Ballot, b: Ballot) => a[0] === b[0] && a[1] === b[1];

const promisesWith = ({ promises }: Server, event: Prepared) => ({
  ...promises,
  [sender(event)]: event.vote,
});
const acceptancesWith = ({ acceptances }: Server, event: Accepted) => ({
  ...acceptances,
  [sender(event)]: true as const,
});

/** What a majority that has promised leaves to be proposed: what was accepted in the latest ballot, else one's own. */
function toPropose(context: Server, event: Prepared): Proposal {
  const votes = Object.values(promisesWith(context, event)).filter((vote) => vote !== null);
  const [latest] = votes.sort((a, b) => (isLater(a.ballot, b.ballot) ? -1 : 1));
  return latest?.proposal ?? (context.proposal as Proposal);
}

function server(index: number, peers: readonly string[]) {
  const { assign, send, reply, when } = messaging<Server, Received>();
  const all = <M extends Message>(message: M): Outgoing[] => peers.map((id) => to(id, message));
  const isMajority = (servers: object) => Object.keys(servers).length > (peers.length + 1) / 2;
  const nextBallot = ({ ballot: [round] }: Server): Ballot => [round + 1, index];

  const prepare = [
    send('Put', ({ context }) => all({ type: 'Prepare', ballot: nextBallot(context) })),
    assign('Put', ({ context, event, self }) => ({
      ballot: nextBallot(context),
      proposal: { request: event.request, client: sender(event), value: event.value },
      promises: { [self]: context.vote },
    })),
  ];
  const promise = [
    reply('Prepare', ({ context: { vote }, event: { ballot } }): Prepared => {
      return { type: 'Prepared', ballot, vote };
    }),
    assign('Prepare', ({ event: { ballot } }) => ({ ballot })),
  ];
  const collect = assign('Prepared', ({ context, event }) => ({
    promises: promisesWith(context, event),
  }));
  const propose = [
    send('Prepared', ({ context, event }) => {
      const { ballot } = context;
      return all({ type: 'Accept', ballot, proposal: toPropose(context, event) });
    }),
    assign('Prepared', ({ context, event, self }) => {
      const proposal = toPropose(context, event);
      const vote = { ballot: context.ballot, proposal };
      return { proposal, vote, acceptances: { [self]: true } };
    }),
    collect,
  ];
  const accept = [
    reply('Accept', ({ event: { ballot } }): Accepted => ({ type: 'Accepted', ballot })),
    assign('Accept', ({ event: { ballot, proposal } }) => ({ ballot, vote: { ballot, proposal } })),
  ];
  const count = assign('Accepted', ({ context, event }) => ({
    acceptances: acceptancesWith(context, event),
  }));
  const decide = [
    send('Accepted', ({ context }) => {
      const { ballot, proposal } = context.vote as Vote;
      const { client, request } = proposal;
      const told = all({ type: 'Decided', ballot, proposal });
      return [...told, to<PutOk>(client, { type: 'PutOk', request })];
    }),
    assign('Accepted', () => ({ decided: true })),
    count,
  ];
  const learn = assign('Decided', ({ event: { ballot, proposal } }) => ({
    ballot,
    vote: { ballot, proposal },
    decided: true,
  }));
  const tell = reply('Get', ({ context, event: { request } }): GetOk => {
    return { type: 'GetOk', request, value: (context.vote as Vote).proposal.value };
  });

  type Given = { readonly context: Server };
  return createMachine({
    context: {
      ballot: [0, 0],
      proposal: null,
      promises: {},
      acceptances: {},
      vote: null,
      decided: false,
    } satisfies Server,
    initial: 'open',
    states: {
      open: {
        always: { guard: ({ context }: Given) => context.decided, target: 'decided' },
        on: {
          Put: { guard: ({ context }: Given) => context.proposal === null, actions: prepare },
          Prepare: {
            guard: when('Prepare', ({ context, event }) => isLater(event.ballot, context.ballot)),
            actions: promise,
          },
          Prepared: [
            {
              guard: when(
                'Prepared',
                ({ context, event }) =>
                  isSame(event.ballot, context.ballot) &&
                  !isMajority(context.promises) &&
                  isMajority(promisesWith(context, event)),
              ),
              actions: propose,
            },
            {
              guard: when('Prepared', ({ context, event }) => isSame(event.ballot, context.ballot)),
              actions: collect,
            },
          ],
          Accept: {
            guard: when('Accept', ({ context, event }) => !isLater(context.ballot, event.ballot)),
            actions: accept,
          },
          Accepted: [
            {
              guard: when(
                'Accepted',
                ({ context, event }) =>
                  isSame(event.ballot, context.ballot) &&
                  isMajority(acceptancesWith(context, event)),
              ),
              actions: decide,
            },
            {
              guard: when('Accepted', ({ context, event }) => isSame(event.ballot, context.ballot)),
              actions: count,
            },
          ],
          Decided: { actions: learn },
        },
      },
      decided: { on: { Get: { actions: tell } } },
    },
  } as never);
}

export const paxos = (clients: number, servers: number) => registerSystem(clients, servers, server);
