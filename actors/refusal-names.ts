/** What NDIS and the host can be told to refuse in a run; apart from the machines, so that a help text loads none. */
import type { VpciVersionName } from '../src/wdk/vpci-messages.ts';

/** Each is refused whenever it is asked for. */
export const refusals = [
  'pf-registration-attributes',
  'pf-general-attributes',
  'pf-hardware-assist-attributes',
  'vf-registration-attributes',
  'vf-general-attributes',
  'vf-hardware-assist-attributes',
  'NdisMEnableVirtualization',
  'NdisMGetVirtualFunctionLocation',
  'NdisMQueryProbedBars',
  'NdisMGetVirtualFunctionBusData',
  'NdisMSetVirtualFunctionBusData',
  'VPCI_QUERY_RESOURCE_REQUIREMENTS',
  'VPCI_RESOURCES_ASSIGNED2',
  'VPCI_READ_BLOCK',
  'VPCI_WRITE_BLOCK',
  'VPCI_POWER_STATE_CHANGE',
  'VpciConfigRead',
  'VpciConfigWrite',
] as const;
export type Refusal = (typeof refusals)[number];

/** The guest's bus knows no older ones than those that follow. */
const tooOld: readonly VpciVersionName[] = ['WIN8', 'WIN10'];

/** Whether no VF can start under these refusals. */
export function keepsVfsFromStarting({
  refused = [],
  vpciVersion = 'DT',
}: {
  readonly refused?: readonly Refusal[] | undefined;
  readonly vpciVersion?: VpciVersionName | undefined;
}): boolean {
  const isNeeded = (name: Refusal) =>
    name.endsWith('-attributes') ||
    name === 'VPCI_QUERY_RESOURCE_REQUIREMENTS' ||
    name === 'VPCI_RESOURCES_ASSIGNED2';
  return tooOld.includes(vpciVersion) || refused.some(isNeeded);
}
