/**
 * What a request asks for in the end, and what its answer says of it. A configuration block that is read is asked for
 * by a different message at each driver on the way; the operation is the same all the way down, so that a rule can
 * hold an answer against the answer that came from below.
 */

import { stackConventions } from '../../machines/conventions.ts';
import { PCIE_BIT } from '../../src/wdk/config-space.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import { ndisSuccess } from '../../src/wdk/ndis-status.ts';
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import { NTSTATUS, ntSuccess } from '../../src/wdk/ntstatus.ts';
import type { Seen } from './monitor.ts';
import { number, structure, text } from './monitor.ts';

type Name = (parameters: Seen) => string | undefined;

const place = (p: Seen) => `${number(p, 'offset') ?? '?'}+${number(p, 'length') ?? '?'}`;
const readBlock: Name = (p) => `read block ${number(p, 'blockId') ?? '?'}`;
const writeBlock: Name = (p) =>
  `write '${text(p, 'block')}' to block ${number(p, 'blockId') ?? '?'}`;
const readConfig: Name = (p) => `read config space ${place(p)}`;
const writeConfig: Name = (p) => `write ${number(p, 'value') ?? '?'} to config space ${place(p)}`;
const enable: Name = (p) =>
  p.enableVirtualization === true ? `enable ${number(p, 'numVFs') ?? '?'} VFs` : 'disable VFs';

/** The same routine by the name that each driver has for it. */
const names: Readonly<Record<string, Name>> = {
  // Blocks, from the application down to the host; the PF miniport keeps them.
  ReadBlock: readBlock,
  NdisMReadConfigBlock: readBlock,
  ReadVfConfigBlock: readBlock,
  IOCTL_VPCI_READ_BLOCK: readBlock,
  VPCI_READ_BLOCK: readBlock,
  WriteBlock: writeBlock,
  NdisMWriteConfigBlock: writeBlock,
  WriteVfConfigBlock: writeBlock,
  IOCTL_VPCI_WRITE_BLOCK: writeBlock,
  VPCI_WRITE_BLOCK: writeBlock,
  OID_SRIOV_READ_VF_CONFIG_BLOCK: readBlock,
  OID_SRIOV_WRITE_VF_CONFIG_BLOCK: writeBlock,
  // Config space, from the application down to the registers.
  ReadConfig: readConfig,
  NdisMGetBusData: readConfig,
  GetBusData: readConfig,
  VpciConfigRead: readConfig,
  OID_SRIOV_READ_VF_CONFIG_SPACE: readConfig,
  NdisMGetVirtualFunctionBusData: readConfig,
  GetVirtualFunctionData: readConfig,
  ConfigRead: readConfig,
  WriteConfig: writeConfig,
  NdisMSetBusData: writeConfig,
  SetBusData: writeConfig,
  VpciConfigWrite: writeConfig,
  OID_SRIOV_WRITE_VF_CONFIG_SPACE: writeConfig,
  NdisMSetVirtualFunctionBusData: writeConfig,
  SetVirtualFunctionData: writeConfig,
  ConfigWrite: writeConfig,
  // What the PF miniport has the bus driver do.
  NdisMEnableVirtualization: enable,
  EnableVirtualization: enable,
  OID_NIC_SWITCH_DELETE_SWITCH: () => 'disable VFs',
  OID_NIC_SWITCH_CREATE_SWITCH: (p) => `enable ${number(p, 'numVFs') ?? '?'} VFs`,
  NdisMGetVirtualFunctionLocation: () => 'locate a VF',
  GetLocation: () => 'locate a VF',
  OID_NIC_SWITCH_ALLOCATE_VF: () => 'locate a VF',
  NdisMQueryProbedBars: () => 'probe the BARs',
  GetVirtualFunctionProbedBars: () => 'probe the BARs',
  OID_SRIOV_PROBED_BARS: () => 'probe the BARs',
  OID_SRIOV_RESET_VF: (p) => `reset VF ${number(p, 'vf') ?? '?'}`,
};

/** Requests that name the routine or OID in a field. */
const wrapped: Readonly<Record<string, string>> = { VbdCall: 'routine', NdisOidRequest: 'oid' };
const writesOfVf: readonly string[] = ['SetVirtualFunctionData', 'NdisMSetVirtualFunctionBusData'];

/** After it nothing that came on the channel is answered. */
export const isEndOfChannel = (type: string): boolean =>
  stackConventions.abandons({ type }, 'VPCI_');

/** The operations that a request is: a write into Device Control of a VF is a function level reset as well. */
export function operationsOf(message: Seen): readonly string[] {
  const { type } = message;
  const routine = wrapped[type] === undefined ? type : text(message, wrapped[type]);
  const isWhole = routine === type && !type.startsWith('OID_');
  const parameters = isWhole ? message : structure(message, 'parameters');
  const operation = names[routine]?.(parameters);
  if (operation === undefined) return [];
  const value = number(parameters, 'value') ?? 0;
  const resets =
    writesOfVf.includes(routine) && (value & PCIE_BIT.InitiateFunctionLevelReset.value) !== 0;
  return resets ? [operation, `reset VF ${number(parameters, 'vf') ?? '?'}`] : [operation];
}

/** What an answer says. */
export interface Outcome {
  readonly worked: boolean;
  /** What was read, as text; absent where nothing is. */
  readonly value?: string;
}

/** The outcome in an answer; undefined while the request is pended. */
export function outcomeOf(message: Seen): Outcome | undefined {
  const status = text(message, 'status');
  if (status === 'STATUS_PENDING' || status === 'NDIS_STATUS_PENDING') return undefined;
  const result = message.result === undefined ? message : structure(message, 'result');
  const value = result.block ?? result.value;
  return {
    worked: isSuccess(message, result),
    ...(value === undefined ? {} : { value: String(value) }),
  };
}

function isSuccess(message: Seen, result: Seen): boolean {
  const status = text(message, 'status');
  if (status !== '') {
    return status in NTSTATUS ? ntSuccess(status as NtStatus) : ndisSuccess(status as NdisStatus);
  }
  if (message.type === 'NdisMGetVirtualFunctionLocation.return') {
    return number(message, 'busNumber') !== undefined;
  }
  const count = number(result, 'count');
  return count === undefined || count > 0;
}
