/**
 * Who may ask for what: with a virtual bus driver, and for the notification about invalidated
 * blocks.
 */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import { monitor, wrong } from './monitor.ts';

/**
 * NdisM routines that a miniport with a VBD leaves to it, with the interface routine that the VBD
 * calls.
 */
const substituted: Readonly<Record<string, string>> = {
  NdisMEnableVirtualization: 'EnableVirtualization',
  NdisMGetVirtualFunctionBusData: 'GetVirtualFunctionData',
  NdisMSetVirtualFunctionBusData: 'SetVirtualFunctionData',
  NdisMGetVirtualFunctionLocation: 'GetLocation',
  NdisMQueryProbedBars: 'GetVirtualFunctionProbedBars',
  NdisMReadConfigBlock: 'ReadVfConfigBlock',
  NdisMWriteConfigBlock: 'WriteVfConfigBlock',
};

/** For a package that has a VBD. */
export const ndisMWithVbd: MonitorProperty = monitor<null>({
  name: 'NdisMWithVbd',
  rule: 'a miniport whose package has a virtual bus driver leaves VFs and blocks to it',
  source: 'the VBD sections of nf-ndis-ndism*; S10; C03, C04',
  observes: Object.keys(substituted),
  initial: null,
  next: (_, { from, message: { type } }) =>
    wrong(`${from} called ${type}; with a VBD, the VBD calls ${substituted[type]}`),
});

/** Actors that were initialized as miniports. */
type Miniports = Readonly<Record<string, true>>;

export const invalidateIoctlByNdis: MonitorProperty = monitor<Miniports>({
  name: 'InvalidateIoctlByNdis',
  rule: 'from NDIS 6.30 on NDIS sends IOCTL_VPCI_INVALIDATE_BLOCK; a VF miniport does not',
  source: 'ni-vpci-ioctl_vpci_invalidate_block; C17; S8.1',
  bugcheck: bugcheckText('BUGCODE_NDIS_DRIVER'),
  observes: ['MiniportInitializeEx', 'IOCTL_VPCI_INVALIDATE_BLOCK'],
  initial: {},
  next(miniports, { from, to, message }) {
    if (message.type === 'MiniportInitializeEx') return entry(miniports, to, true);
    const requester = message.from ?? from;
    return miniports[requester] === true
      ? wrong(`${requester}, a miniport, sent IOCTL_VPCI_INVALIDATE_BLOCK to ${to}`)
      : miniports;
  },
});
