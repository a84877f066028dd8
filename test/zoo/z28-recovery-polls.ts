/** Z28: error recovery polls a child that is hot-removed meanwhile. */
import { assign } from 'xstate';
import { noBugcheck } from '../../actors/properties/bugchecks.ts';
import { without } from '../../machines/common.ts';
import { toSelf } from './bench.ts';
import { allFromRest, beginAll, caller, cameUp, contextOf, stops } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';
import type { ChildArgs, Removal, WithChildren } from './pci-children.ts';
import { pciFromRest, withChildren } from './pci-children.ts';

type Given = ChildArgs<Removal>;
const polled = ({ event }: Given) => event.found[0] ?? 0;

/** Recovery picks the first child, and polls it until it answers. */
const pickFirst = {
  guard: ({ context }: Given) => context.children.length > 0,
  actions: toSelf(({ context }: Given) => ({
    type: 'IoQueueWorkItem',
    found: context.children.slice(0, 1),
  })),
};
const unplug = { actions: assign({ children: [] } as never) };

const unreferenced = withChildren({
  ErrorInterrupt: [pickFirst, {}],
  HotUnplug: unplug,
  IoQueueWorkItem: [
    {
      guard: (given: Given) => !given.context.children.includes(polled(given)),
      actions: stops(
        'memory is not used after it was freed',
        'error recovery polled the configuration space of a child that was removed',
      ),
    },
    {},
  ],
});

interface Referencing extends WithChildren {
  /** Children that recovery holds a reference to: off the list, perhaps, but not freed. */
  readonly referenced: readonly number[];
}
type Held = { readonly context: Referencing; readonly event: Removal };

const referenced = withChildren({
  ErrorInterrupt: [
    {
      ...pickFirst,
      actions: [
        pickFirst.actions,
        assign({ referenced: ({ context }: Held) => context.children.slice(0, 1) } as never),
      ],
    },
    {},
  ],
  HotUnplug: unplug,
  IoQueueWorkItem: [
    {
      guard: ({ context, event }: Held) =>
        !event.found.every((vf) => [...context.children, ...context.referenced].includes(vf)),
      actions: stops('memory is not used after it was freed', 'a referenced child was freed'),
    },
    {
      actions: assign({
        referenced: ({ context, event }: Held) =>
          without(context.referenced, (vf) => event.found.includes(vf)),
      } as never),
    },
  ],
});

function system(pci: Parameters<typeof pciFromRest>[0]): ZooSystem {
  const child = pciFromRest(pci);
  const actors = {
    errors: caller([{ to: 'pci', message: { type: 'ErrorInterrupt' }, until: null }]),
    hotplug: caller([{ to: 'pci', message: { type: 'HotUnplug' }, until: null }]),
    pci: child,
    ...allFromRest('device'),
  };
  return {
    spec: { actors, initial: beginAll('errors', 'hotplug') },
    properties: [
      noBugcheck(['pci']),
      cameUp(
        'ReferencedAndUnplugged',
        'a child is unplugged while recovery polls it',
        ['pci'],
        (view) => {
          const { children, referenced: held = [] } = contextOf<Partial<Referencing>>(view, 'pci');
          return children?.length === 0 && held.length > 0;
        },
      ),
    ],
  };
}

export const z28: ZooEntry = {
  id: 'Z28',
  title: 'error recovery polls a child that is removed meanwhile',
  source: 'Linux, CVE-2024-42302 (PCI/DPC: use-after-free on concurrent DPC and hot-removal)',
  story:
    'After an uncorrectable error, recovery picks the first device below the port and polls its configuration space ' +
    'until it answers. The same fault makes the device disappear, and hot-removal frees it while recovery polls: the ' +
    'next poll goes through freed memory. The fix is a reference that recovery takes when it picks the child.',
  variation:
    'pci-bus: has VF device objects, and an error interrupt polls the first without a reference',
  estimatedDepth: 2,
  measuredDelays: 0,
  caughtBy: 'NoBugcheck',
  broken: () => system(unreferenced),
  fixed: () => system(referenced),
};
