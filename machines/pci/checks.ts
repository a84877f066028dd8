/**
 * What the routines of PCI_VIRTUALIZATION_INTERFACE and IRP_MN_QUERY_INTERFACE answer, decided from
 * state alone.
 */
import type { InterfaceName } from '../../src/wdk/interfaces.ts';
import { INTERFACE, interfaceSizeBytes } from '../../src/wdk/interfaces.ts';
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import { entry } from '../common.ts';
import type { EnableVirtualization, GetLocation, QueryInterface } from '../messages/index.ts';
import type { Readings } from '../readings.ts';
import type { SriovCapability } from './capability.ts';
import { ridOf } from './capability.ts';

/**
 * References by holder and interface, such as `ndis GUID_BUS_INTERFACE_STANDARD`: how many; never
 * an entry of 0.
 */
export type References = Readonly<Record<string, number>>;

const key = (holder: string, interfaceType: string) => `${holder} ${interfaceType}`;

/** Whether `holder` may call the routines of the interface. */
export function holds(references: References, holder: string, interfaceType: string): boolean {
  return (references[key(holder, interfaceType)] ?? 0) > 0;
}

/** Counts one reference more (+1) or less (-1). */
export function counted(
  references: References,
  holder: string,
  interfaceType: string,
  change: 1 | -1,
): References {
  const count = (references[key(holder, interfaceType)] ?? 0) + change;
  return entry(references, key(holder, interfaceType), count > 0 ? count : undefined);
}

/**
 * The answer to IRP_MN_QUERY_INTERFACE. An interface that this driver does not export leaves the
 * status as the sender put it. The structure must fit into the caller's storage; of the versions
 * the closest one not above the requested is returned, so that version 0 has none.
 */
export function queryInterfaceStatus(
  event: QueryInterface,
  exported: readonly InterfaceName[],
): NtStatus {
  const name = exported.find((each) => INTERFACE[each].guid === event.interfaceType);
  if (name === undefined) return event.status;
  if (event.size < interfaceSizeBytes(name)) return 'STATUS_INVALID_PARAMETER';
  if (event.version < INTERFACE[name].version) return 'STATUS_INVALID_PARAMETER';
  return 'STATUS_SUCCESS';
}

/**
 * The status of EnableVirtualization. C02: the page refuses a repeat in either direction, the NDIS
 * wrapper's page speaks of enabling only. Taken: either direction is STATUS_INVALID_DEVICE_STATE.
 * Which check wins when both the parameters and the state are bad is not said: the parameters do,
 * since a caller can see those wrong without knowing the device.
 */
export function enableStatus(
  call: EnableVirtualization,
  capability: SriovCapability | null,
  present: boolean,
  vfs: 'on' | 'off' | 'changing',
  readings: Readings,
): NtStatus {
  const parameters = parametersStatus(call, capability, readings);
  if (parameters !== 'STATUS_SUCCESS') return parameters;
  if (!present || capability === null) return 'STATUS_INVALID_DEVICE_STATE';
  const wanted = call.enableVirtualization ? 'off' : 'on';
  return vfs === wanted ? 'STATUS_SUCCESS' : 'STATUS_INVALID_DEVICE_STATE';
}

function parametersStatus(
  call: EnableVirtualization,
  capability: SriovCapability | null,
  readings: Readings,
): NtStatus {
  const bad = 'STATUS_INVALID_PARAMETER';
  if (call.enableMigrationInterrupt && !call.enableVfMigration) return bad;
  if (call.enableVfMigration && capability?.migrationCapable !== true) return bad;
  // C01: the page wants NumVFs = 0 for a disable and refuses NumVFs = 0 altogether. Taken: the zero
  // test is for enabling only. Reading B is the table of return values to the letter: no disable
  // ever succeeds.
  if (!call.enableVirtualization && readings.C01 !== 'B') {
    return call.numVFs === 0 ? 'STATUS_SUCCESS' : bad;
  }
  if (call.numVFs === 0) return bad;
  if (capability !== null && call.numVFs > capability.totalVFs) return bad;
  return 'STATUS_SUCCESS';
}

/** The answer of GetLocation, whose bus is seen as one device with 256 functions (ARI). */
export function location(
  event: GetLocation,
  segment: number,
  pfRid: number,
  capability: SriovCapability | null,
  readings: Readings,
): {
  status: NtStatus;
  segmentNumber?: number;
  busNumber?: number;
  functionNumber?: number;
} {
  // C10: VirtualFunction counts from zero, yet only values above TotalVFs are said to be refused.
  // Taken: TotalVFs itself is refused too, since no such VF can exist; reading B lets it through.
  const bound = (capability?.totalVFs ?? 0) + (readings.C10 === 'B' ? 1 : 0);
  if (capability === null || event.vf >= bound) return { status: 'STATUS_INVALID_PARAMETER' };
  const rid = ridOf(pfRid, capability, event.vf);
  return {
    status: 'STATUS_SUCCESS',
    segmentNumber: segment,
    busNumber: rid >>> 8,
    functionNumber: rid & 0xff,
  };
}
