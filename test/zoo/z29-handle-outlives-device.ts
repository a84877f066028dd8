/** Z29: a handle is closed after its device is gone, and closing touches the hardware. */
import type { AnyStateMachine } from 'xstate';
import { noBugcheck } from '../../actors/properties/bugchecks.ts';
import { vfMiniport } from '../../machines/vf-miniport.ts';
import { reply } from '../../src/system/index.ts';
import { on, varied } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import { answersFor, beginAll, cameUp, clientOf, stops } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';
import { guestWith } from './vf-in-guest.ts';

const closed = {
  actions: reply(({ event }: { readonly event: AnyMessage }) => ({
    type: 'CloseHandle.done',
    id: event.id,
    status: 'STATUS_SUCCESS',
  })),
};
/** Closing (IRP_MJ_CLOSE) stops the queue of the handle in the hardware, whose registers are mapped until the halt. */
const stopsHardware = varied(vfMiniport, {
  operating: on({
    CloseHandle: [
      {
        guard: 'isHalted',
        target: '#vfMiniport.bugcheck',
        actions: stops(
          'registers are not touched after they were unmapped',
          'closing a handle stopped a queue of a device that is gone',
        ),
      },
      closed,
    ],
  }),
});
/** Halting has stopped all queues; a handle that is closed later has nothing to stop. */
const looksFirst = varied(vfMiniport, { operating: on({ CloseHandle: closed }) });

function system(machine: AnyStateMachine): ZooSystem {
  const actors = {
    application: clientOf([['vf0', { type: 'CloseHandle' }]]),
    ...guestWith(machine, {}, 'IRP_MN_SURPRISE_REMOVAL'),
  };
  return {
    spec: { actors, initial: beginAll('application', 'pnp.g0') },
    properties: [
      noBugcheck(['vf0', 'ndis.vf0', 'vpci.g0']),
      answersFor(actors),
      cameUp(
        'HandleOutlivesDevice',
        'the device is gone before its handle is closed',
        ['vf0', 'application'],
        (view) =>
          view.vf0?.matches({ operating: { adapter: 'Halted' } }) === true &&
          view.application?.value !== 'finished',
      ),
    ],
  };
}

export const z29: ZooEntry = {
  id: 'Z29',
  title: 'an open handle outlives the removed device',
  source:
    'switchtec, Linux commit df25461119d9; virtio-win vioserial, commit 1a9615356bdf (bz1172920)',
  story:
    'A program holds a handle when the device is pulled out. The driver is halted, and its registers are unmapped. ' +
    'Then the program closes the handle, and the close routine stops the queue of that handle in hardware that is no ' +
    'longer there: a page fault. A handle may outlive its device by any time. The fix stops the hardware when the ' +
    'device is removed, and makes close look whether there is anything to stop.',
  variation: 'vf-miniport: IRP_MJ_CLOSE writes to the registers, also after MiniportHaltEx',
  estimatedDepth: 1,
  measuredDelays: 4,
  caughtBy: 'NoBugcheck',
  broken: () => system(stopsHardware),
  fixed: () => system(looksFirst),
};
