/**
 * Config space of the PF and its VFs: one access is at the device at a time, whether it came
 * through an interface or as an IRP, so that callers need no lock of their own.
 */
import { begin, configIrp, lastData, moreData, ownAccess, queue, vfAccess } from './candidates.ts';

export const configRegion = {
  initial: 'idle',
  states: {
    idle: {
      on: {
        GetVirtualFunctionData: vfAccess(begin),
        SetVirtualFunctionData: vfAccess(begin),
        GetBusData: ownAccess(begin),
        SetBusData: ownAccess(begin),
        IRP_MN_READ_CONFIG: configIrp(begin),
        IRP_MN_WRITE_CONFIG: configIrp(begin),
      },
    },
    accessing: {
      on: {
        'ConfigRead.return': [lastData, moreData],
        'ConfigWrite.return': [lastData, moreData],
        GetVirtualFunctionData: vfAccess(queue),
        SetVirtualFunctionData: vfAccess(queue),
        GetBusData: ownAccess(queue),
        SetBusData: ownAccess(queue),
        IRP_MN_READ_CONFIG: configIrp(queue),
        IRP_MN_WRITE_CONFIG: configIrp(queue),
      },
    },
  },
} as const;
