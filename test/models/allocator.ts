/**
 * An allocator that hands out resources in the order of a schedule, and clients that ask for sets of them by messages:
 * the TLA+ examples' `allocator/AllocatorImplementation` (Merz; tlaplus/Examples, manifest of 32a32c7: 17,701 distinct
 * states). Sets of resources are bits of a number. Messages are taken in any order, and a request that comes before the
 * client's last return is left: explore it as a `bag` with `noOps: 'left'`.
 */
import type { AnyMachineSnapshot } from 'xstate';
import { assign, setup } from 'xstate';
import type { ActorSpec, Message, StateProperty, SystemSpec } from '../../src/system/index.ts';
import { messaging, to } from '../../src/system/index.ts';

interface Sets {
  readonly [client: string]: number;
}

/** Type aliases, which may stand for any context where an interface may not. */
type Office = {
  /** Outstanding requests, and what is allocated, of each client. */
  readonly unsatisfied: Sets;
  readonly allocated: Sets;
  readonly schedule: readonly string[];
};

interface Set extends Message {
  readonly from: string;
  readonly set: number;
}

type OfficeEvents =
  | (Set & { readonly type: 'request' | 'return' })
  | { readonly type: 'allocate'; readonly client: string; readonly set: number }
  | { readonly type: 'schedule'; readonly clients: readonly string[] };
const { send: sendOffice } = messaging<Office, OfficeEvents>();

const subsets = (set: number): readonly number[] =>
  Array.from({ length: set }, (_, n) => n + 1).filter((each) => (each & ~set) === 0);
const permutations = (list: readonly string[]): readonly (readonly string[])[] =>
  list.length === 0
    ? [[]]
    : list.flatMap((first) =>
        permutations(list.filter((each) => each !== first)).map((rest) => [first, ...rest]),
      );
const ofClient = (sets: Sets, client: string) => sets[client] ?? 0;

const office = setup({
  types: {} as { context: Office; events: OfficeEvents; input: Office },
  guards: {
    // A request is not handled while the client's return is on its way.
    nothingAllocated: ({ context, event }) =>
      ofClient(context.allocated, (event as Set).from) === 0,
  },
  actions: {
    note: assign(({ context, event }) => {
      const { from, set } = event as Set;
      return { unsatisfied: { ...context.unsatisfied, [from]: set } };
    }),
    takeBack: assign(({ context, event }) => {
      const { from, set } = event as Set;
      const left = ofClient(context.allocated, from) & ~set;
      return { allocated: { ...context.allocated, [from]: left } };
    }),
    allocate: assign(({ context, event }) => {
      const { client, set } = event as Extract<OfficeEvents, { type: 'allocate' }>;
      const unsatisfied = ofClient(context.unsatisfied, client) & ~set;
      const allocated = ofClient(context.allocated, client) | set;
      return {
        unsatisfied: { ...context.unsatisfied, [client]: unsatisfied },
        allocated: { ...context.allocated, [client]: allocated },
        schedule: context.schedule.filter((each) => unsatisfied !== 0 || each !== client),
      };
    }),
    tell: sendOffice('allocate', ({ event: { client, set } }) =>
      to(client, { type: 'allocate', set }),
    ),
    schedule: assign(({ context, event }) => {
      const { clients } = event as Extract<OfficeEvents, { type: 'schedule' }>;
      return { schedule: [...context.schedule, ...clients] };
    }),
  },
}).createMachine({
  context: ({ input }) => input,
  on: {
    request: { guard: 'nothingAllocated', actions: 'note' },
    return: { actions: 'takeBack' },
    allocate: { actions: ['allocate', 'tell'] },
    schedule: { actions: 'schedule' },
  },
});

/** What the allocator may do now: schedule who is not, in any order, and allocate what nobody before asks for. */
function officeEvents(all: number, { context }: AnyMachineSnapshot): readonly Message[] {
  const { unsatisfied, allocated, schedule } = context as Office;
  const taken = Object.values(allocated).reduce((sum, set) => sum | set, 0);
  const open = Object.keys(unsatisfied).filter(
    (client) => unsatisfied[client] !== 0 && !schedule.includes(client),
  );
  const orders = open.length === 0 ? [] : permutations(open);
  const allocations = schedule.flatMap((client, place) => {
    const before = schedule
      .slice(0, place)
      .reduce((sum, each) => sum | ofClient(unsatisfied, each), 0);
    const free = ofClient(unsatisfied, client) & all & ~taken & ~before;
    return subsets(free).map((set) => ({ type: 'allocate', client, set }));
  });
  return [...orders.map((clients) => ({ type: 'schedule', clients })), ...allocations];
}

type Client = {
  readonly requests: number;
  readonly holding: number;
};

interface Own extends Message {
  readonly set: number;
}

const { send: sendClient } = messaging<Client, Own>();

const client = setup({
  types: {} as { context: Client; events: Own },
  actions: {
    ask: sendClient('want', ({ event: { set } }) => to('office', { type: 'request', set })),
    giveBack: sendClient('drop', ({ event: { set } }) => to('office', { type: 'return', set })),
    want: assign(({ event }) => ({ requests: event.set })),
    hold: assign(({ context, event }) => ({
      requests: context.requests & ~event.set,
      holding: context.holding | event.set,
    })),
    drop: assign(({ context, event }) => ({ holding: context.holding & ~event.set })),
  },
}).createMachine({
  context: { requests: 0, holding: 0 },
  on: {
    want: { actions: ['want', 'ask'] },
    allocate: { actions: 'hold' },
    drop: { actions: ['drop', 'giveBack'] },
  },
});

function clientEvents(all: number, { context }: AnyMachineSnapshot): readonly Message[] {
  const { requests, holding } = context as Client;
  const wants = requests === 0 && holding === 0 ? subsets(all) : [];
  return [
    ...wants.map((set) => ({ type: 'want', set })),
    ...subsets(holding).map((set) => ({ type: 'drop', set })),
  ];
}

export function allocator(clients: number, resources: number): SystemSpec {
  const all = 2 ** resources - 1;
  const ids = Array.from({ length: clients }, (_, n) => `client${n}`);
  const none = Object.fromEntries(ids.map((id) => [id, 0]));
  const actor: ActorSpec = { machine: client, events: (snapshot) => clientEvents(all, snapshot) };
  return {
    actors: {
      office: {
        machine: office,
        input: { unsatisfied: none, allocated: none, schedule: [] } satisfies Office,
        events: (snapshot) => officeEvents(all, snapshot),
      },
      ...Object.fromEntries(ids.map((id) => [id, actor])),
    },
    initial: [],
  };
}

/** No resource is held by two clients. */
export function exclusiveResources(clients: number): StateProperty {
  const ids = Array.from({ length: clients }, (_, n) => `client${n}`);
  return {
    kind: 'always',
    name: 'ResourceMutex',
    rule: 'a resource is held by one client at most',
    source: 'the specification',
    reads: ids,
    check: (view) => {
      const held = ids.map((id) => ((view[id] as AnyMachineSnapshot).context as Client).holding);
      const twice = held.some((set, n) => held.some((other, m) => m < n && (set & other) !== 0));
      return twice ? held.join() : undefined;
    },
  };
}
