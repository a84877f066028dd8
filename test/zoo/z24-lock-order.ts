/** Z24: the device lock and the block on configuration space are taken in opposite orders. */
import { pciBus } from '../../machines/pci-bus.ts';
import { send } from '../../src/system/index.ts';
import { varied } from './bench.ts';
import {
  allFromRest,
  beginAll,
  calledAndReturned,
  caller,
  cameUp,
  contextOf,
  fromRest,
} from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';
import type { Lock } from './lock.ts';
import { acquire, lock, release } from './lock.ts';

const enableReturns = calledAndReturned(
  {
    name: 'EnableVirtualizationReturns',
    rule: 'EnableVirtualization returns to its caller',
    source: 'Z24; wdm/nc-wdm-enable_virtualization',
  },
  'pci',
  'EnableVirtualization',
  ({ type }) => type === 'EnableVirtualization.return',
);

/** Clearing VF Enable takes the device lock, and then blocks configuration space for others. */
const locking = varied(pciBus, {
  'operating.virtualization': (state) => ({
    ...state,
    states: {
      ...state.states,
      enabled: {
        on: {
          EnableVirtualization: {
            guard: 'disableAccepted',
            target: 'lockingDevice',
            actions: ['rememberEnable', send('deviceLock', { type: 'Acquire' })],
          },
        },
      },
      lockingDevice: {
        on: {
          Granted: { target: 'lockingConfig', actions: send('configAccess', { type: 'Acquire' }) },
        },
      },
      lockingConfig: {
        on: { Granted: { target: 'disabling', actions: ['noteVfsOff', 'clearVfEnable'] } },
      },
      disabling: {
        ...state.states?.disabling,
        exit: [send('configAccess', { type: 'Release' }), send('deviceLock', { type: 'Release' })],
      },
    },
  }),
});

function system(order: readonly [string, string]): ZooSystem {
  const disable = {
    type: 'EnableVirtualization',
    id: 'disable',
    irql: 'PASSIVE_LEVEL',
    numVFs: 0,
    enableVfMigration: false,
    enableMigrationInterrupt: false,
    enableVirtualization: false,
  };
  const [first, second] = order;
  const actors = {
    ndis: caller([{ to: 'pci', message: disable, until: 'EnableVirtualization.return' }]),
    functionReset: caller([acquire(first), acquire(second), release(second), release(first)]),
    deviceLock: lock,
    configAccess: lock,
    pci: fromRest('pci', { machine: locking }),
    ...allFromRest('device'),
  };
  return {
    spec: { actors, initial: beginAll('ndis', 'functionReset') },
    properties: [
      enableReturns,
      cameUp(
        'LockIsContended',
        'one of the two waits for the other',
        ['deviceLock'],
        (view) => contextOf<Lock>(view, 'deviceLock').holders.length > 1,
      ),
    ],
  };
}

export const z24: ZooEntry = {
  id: 'Z24',
  title: 'AB/BA deadlock between setting NumVFs and a function reset',
  source:
    'Linux commit a91ee0e9fca9 (Avoid pci_dev_lock() AB/BA deadlock with sriov_numvfs_store())',
  story:
    'Switching VFs off takes the lock of the device and then needs its configuration space. A function reset first ' +
    'blocks the configuration space, so that nobody looks into a device that is being reset, and then takes the lock ' +
    'of the device. Each has what the other one waits for, and both wait for ever. The fix is the same order for both.',
  variation:
    'pci-bus: takes the device lock and then configuration space; the function reset the other way round',
  estimatedDepth: 2,
  measuredDelays: 1,
  caughtBy: 'EnableVirtualizationReturns',
  broken: () => system(['configAccess', 'deviceLock']),
  fixed: () => system(['deviceLock', 'configAccess']),
};
