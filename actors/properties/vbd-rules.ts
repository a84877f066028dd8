/**
 * Who may ask for what: with a virtual bus driver, and for the notification about invalidated
 * blocks.
 */
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import { driverMonitor, monitor, wrong } from './monitor.ts';

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
  each: true,
  observes: Object.keys(substituted),
  initial: null,
  next: (_, { from, message: { type } }) =>
    wrong(`${from} called ${type}; with a VBD, the VBD calls ${substituted[type]}`),
});

/** `true`: the driver has been initialized as a miniport, and not halted. */
export const invalidateIoctlByNdis: MonitorProperty = driverMonitor<boolean>({
  name: 'InvalidateIoctlByNdis',
  rule: 'from NDIS 6.30 on NDIS sends IOCTL_VPCI_INVALIDATE_BLOCK; a VF miniport does not',
  source: 'ni-vpci-ioctl_vpci_invalidate_block; C17; S8.1',
  bugcheck: bugcheckText('BUGCODE_NDIS_DRIVER'),
  initial: false,
  received(isMiniport, { message }) {
    if (message.type === 'MiniportHaltEx') return false;
    return isMiniport || message.type === 'MiniportInitializeEx';
  },
  did: (isMiniport, { from, to, message }) =>
    isMiniport && message.type === 'IOCTL_VPCI_INVALIDATE_BLOCK' && (message.from ?? from) === from
      ? wrong(`${from}, a miniport, sent IOCTL_VPCI_INVALIDATE_BLOCK to ${to}`)
      : isMiniport,
});
