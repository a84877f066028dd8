/** Z08: an ejection changes the list of children while a scan walks it. */
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { reply } from '../../src/system/index.ts';
import { all, before, on, renamed, toSelf, varied } from './bench.ts';
import {
  askingHost,
  bugcheck,
  busContext,
  freshGuest,
  slotIs,
  stop,
  unassign,
} from './bench-guest.ts';
import type { AnyMessage } from './bench-host.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

const query = 'IRP_MN_QUERY_DEVICE_RELATIONS';
interface At {
  readonly context: ReturnType<typeof busContext>;
  readonly event: AnyMessage;
}
const serials = ({ context }: Pick<At, 'context'>) =>
  Object.values(context.children).map(({ serial }) => serial);

/** Takes the first entry of the list in one step, and goes through what it points to in the next. */
const walking = varied(
  createVpciBus({ slots: 1 }),
  {
    'operating.channel': all(
      renamed(query, 'WalkChildren'),
      before('WalkChildren', {
        guard: 'isChanged',
        target: bugcheck,
        actions: 'stopUseAfterFree',
      }),
      on({
        [query]: {
          guard: 'forBus',
          actions: toSelf((at: At) => ({ ...at.event, type: 'WalkChildren', walked: serials(at) })),
        },
      }),
    ),
    'operating.slot0': renamed(query, 'WalkChildren'),
  },
  {
    guards: {
      isChanged: (at: At) => {
        const now = serials(at);
        return (at.event.walked as readonly number[]).some((serial) => !now.includes(serial));
      },
    },
    actions: {
      answerRelations: reply(
        ({ context, event }: { context: At['context']; event: AnyMessage }) => ({
          type: 'IoCompleteRequest',
          id: event.id,
          request: query,
          status: 'STATUS_SUCCESS',
          children: Object.values(context.children)
            .filter(({ gone }) => !gone)
            .map(({ slot, serial }) => ({ slot, serial })),
        }),
      ),
      stopUseAfterFree: stop(
        'PAGE_FAULT_IN_NONPAGED_AREA',
        'a list is walked under the lock under which it is changed (Z08)',
        'the scan goes on from a child that an ejection has unlinked',
      ),
    },
  },
);

function system(vpci?: typeof walking): ZooSystem {
  return freshGuest({
    vstack: askingHost,
    ...(vpci === undefined ? {} : { vpci }),
    clients: { administrator: [unassign] },
    situations: [
      cameUp(
        'EjectedDuringScan',
        'the PnP manager asks for the children while the only one has just been ejected',
        ['vpci.g0', 'pnp.g0'],
        (view) => {
          const asks = view['pnp.g0']?.matches({
            operating: { worker: 'queryingRelations' },
          } as never);
          return asks === true && slotIs(view, 'absent') && busContext(view).link === 'open';
        },
      ),
    ],
  });
}

export const z08: ZooEntry = {
  id: 'Z08',
  title: 'an ejection edits the bus while a scan walks it',
  source:
    'Linux pci-hyperv, commit 414428c5da1c71986727c2fa5cdf1ed071e398d7 (Lock PCI bus on device eject)',
  story:
    'The PnP manager asks the bus for its children, and the bus walks its list. Between two steps of the walk, EJECT ' +
    'arrives for a child that nobody above knows yet: it is unlinked and deleted on the spot. The walk goes on from ' +
    'where it was, which is freed memory. The fix: the scan and the ejection take the same lock.',
  variation:
    'vpci-bus: answers IRP_MN_QUERY_DEVICE_RELATIONS in two steps, with the list unlocked in between',
  estimatedDepth: 2,
  measuredDelays: 7,
  caughtBy: 'NoBugcheck',
  broken: () => system(walking),
  fixed: () => system(),
};
