/** Z25: two PFs enable their VFs, and both create the bus on which those lie. */
import { assign, createMachine } from 'xstate';
import { pciBus } from '../../machines/pci-bus.ts';
import type { ActorSpec, StateProperty } from '../../src/system/index.ts';
import { reply, send } from '../../src/system/index.ts';
import { varied } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import { beginAll, caller, cameUp, contextOf, fromRest } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

interface Buses {
  /** Buses that were created for the number on which the VFs of both lie. */
  readonly created: number;
}
type At = { readonly context: Buses; readonly event: AnyMessage };

const createdOnce: StateProperty = {
  kind: 'always',
  name: 'VirtualBusCreatedOnce',
  rule: 'a bus number is given to one bus',
  source: 'Z25',
  reads: ['buses'],
  check: (view) => {
    const { created } = contextOf<Buses>(view, 'buses');
    return created > 1 ? `${created} buses have the same number` : undefined;
  },
};

const found = ({ context }: At) => context.created > 0;
const create = assign({ created: ({ context }: At) => context.created + 1 } as never);
const answer = (type: string) =>
  reply(({ context }: At) => ({ type, found: found({ context } as At) }));

/** The list of buses, which all functions share. */
const buses: ActorSpec = {
  machine: createMachine({
    context: { created: 0 },
    on: {
      FindBus: { actions: answer('FindBus.return') },
      CreateBus: { actions: [create, answer('CreateBus.return')] },
      // Both under the lock of the list.
      FindOrCreateBus: [
        { guard: found, actions: answer('CreateBus.return') },
        { actions: [create, answer('CreateBus.return')] },
      ],
    },
  } as never),
};

const accepted = 'enableAccepted';
const wasFound = ({ event }: { readonly event: AnyMessage }) => event.found === true;

/** Before VF Enable is set there is a bus for the VFs: looked for and created under two locks, or one. */
function bus(locks: 1 | 2) {
  const ask = send('buses', { type: locks === 2 ? 'FindBus' : 'FindOrCreateBus' });
  return varied(pciBus, {
    'operating.virtualization': (state) => ({
      ...state,
      states: {
        ...state.states,
        disabled: {
          on: {
            EnableVirtualization: {
              guard: accepted,
              target: 'lookingForBus',
              actions: ['rememberEnable', ask],
            },
          },
        },
        lookingForBus: {
          on: {
            'FindBus.return': [
              { guard: wasFound, target: 'enabling', actions: 'writeNumVFs' },
              { actions: send('buses', { type: 'CreateBus' }) },
            ],
            'CreateBus.return': { target: 'enabling', actions: 'writeNumVFs' },
          },
        },
      },
    }),
  });
}

const enable = (to: string) => ({
  to,
  message: {
    type: 'EnableVirtualization',
    id: 'enable',
    irql: 'PASSIVE_LEVEL',
    numVFs: 1,
    enableVfMigration: false,
    enableMigrationInterrupt: false,
    enableVirtualization: true,
  },
  until: 'EnableVirtualization.return',
});

/** Where the VFs are not enabled yet. */
const pf = (locks: 1 | 2, device: string, ndis: string) => {
  const value = {
    operating: {
      pnp: 'started',
      interfaces: 'handingOut',
      virtualization: 'disabled',
    },
  };
  return fromRest('pci', {
    machine: bus(locks),
    value,
    context: ({ references }: { references: Record<string, unknown> }) => ({
      device,
      numVFs: 0,
      references: renamedHolder(references, ndis),
    }),
  });
};

/** The references of NDIS are those of this function's NDIS. */
function renamedHolder(references: Readonly<Record<string, unknown>>, ndis: string) {
  return JSON.parse(JSON.stringify(references).replaceAll('"ndis', `"${ndis}`));
}

function system(locks: 1 | 2): ZooSystem {
  const actors = {
    ndisA: caller([enable('pciA')]),
    ndisB: caller([enable('pciB')]),
    pciA: pf(locks, 'deviceA', 'ndisA'),
    pciB: pf(locks, 'deviceB', 'ndisB'),
    deviceA: fromRest('device'),
    deviceB: fromRest('device'),
    buses,
  };
  return {
    spec: { actors, initial: beginAll('ndisA', 'ndisB') },
    properties: [
      createdOnce,
      cameUp('BothEnable', 'both PFs have their VFs enabled', ['ndisA', 'ndisB'], (view) =>
        ['ndisA', 'ndisB'].every((id) => view[id]?.value === 'finished'),
      ),
    ],
  };
}

export const z25: ZooEntry = {
  id: 'Z25',
  title: 'two PFs enable VFs and create the same virtual bus',
  source:
    'Linux PCI, proposed patch "iov: support enable pci sriov concurrently" (mirror commit 89e62ddba75c; merge state unknown)',
  story:
    'The VFs of a PF may lie on a bus number behind its own, for which there is no bridge: who enables VFs looks for that ' +
    'bus and creates it if it is not there. Two PFs of one slot share it. Both are enabled at the same time, each finds ' +
    'nothing, and each creates it: the same number is registered twice. The fix is one lock over looking and creating.',
  variation:
    'pci-bus, twice: EnableVirtualization looks for the bus of the VFs, and creates it in a second step',
  estimatedDepth: 2,
  measuredDelays: 0,
  caughtBy: 'VirtualBusCreatedOnce',
  broken: () => system(2),
  fixed: () => system(1),
};
