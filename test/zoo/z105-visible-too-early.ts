/** Z105: a device can be found on its bus before it is set up. */
import type { AnyStateMachine } from 'xstate';
import { startedWithResources } from '../../actors/properties/child-start.ts';
import type { VpciContext } from '../../machines/vpci/context.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { reply } from '../../src/system/index.ts';
import { varied } from './bench.ts';
import { awaitVf, freshGuest, slotIs } from './bench-guest.ts';
import type { AnyMessage } from './bench-host.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

type Given = { readonly context: VpciContext; readonly event: AnyMessage };

/** The bus is started at once, and names children of which it does not know yet what resources they need. */
const early = varied(
  createVpciBus({ slots: 1 }),
  {
    'operating.channel.surveying': (state) => ({
      ...state,
      always: {
        target: 'installed',
        actions: ['completeBusStart', 'forgetBusIrp', 'forgetRelations'],
      },
    }),
  },
  {
    actions: {
      answerRelations: reply(({ context, event }: Given) => ({
        type: 'IoCompleteRequest',
        id: event.id,
        request: event.type,
        status: 'STATUS_SUCCESS',
        children: Object.values(context.children)
          .filter(({ gone }) => !gone)
          .map(({ slot, serial }) => ({ slot, serial })),
      })),
    },
  },
);

function system(vpci?: AnyStateMachine): ZooSystem {
  return freshGuest({
    ...(vpci === undefined ? {} : { vpci }),
    rules: [startedWithResources],
    clients: { application: [awaitVf] },
    situations: [
      cameUp('ChildIsStarted', 'the child is started', ['vpci.g0'], (view) =>
        slotIs(view, { child: 'started' }),
      ),
    ],
  });
}

export const z105: ZooEntry = {
  id: 'Z105',
  title: 'a device can be found on the bus before it is set up',
  source:
    'Cloud Hypervisor, pull request #8369 (vmm: defer PCI device visibility to fix hotplug race condition)',
  story:
    'A device is put on its bus, and then the rest of it is set up: its place in the device tree, its resources. A guest ' +
    'that scans the bus for another reason finds it in between and starts it: its BARs are moved before anybody can ' +
    'follow. The fix makes a device visible as the last step. Here the PnP manager asks for the children while the ' +
    'host has not yet said what a child needs, and starts it without resources.',
  variation: 'vpci-bus: reports children while VPCI_QUERY_RESOURCE_REQUIREMENTS is under way',
  estimatedDepth: 1,
  measuredDelays: 0,
  caughtBy: 'StartedWithResources',
  broken: () => system(early),
  fixed: () => system(),
};
