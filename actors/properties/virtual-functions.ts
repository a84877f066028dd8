/**
 * What is known of a PF's NIC switch from the OIDs that ended well: allocated VFs, VPorts, filters.
 */
import { entry } from '../../machines/common.ts';
import { CONSTANT } from '../../src/wdk/constants.ts';
import type { Seen } from './monitor.ts';
import { number } from './monitor.ts';

/** How far the teardown of a VF is. `fresh`: it never had a VPort. */
export type VfStage = 'fresh' | 'attached' | 'detached' | 'reset';

/** One switch; keys are VFIds, VPortIds and FilterIds. */
export interface NicSwitch {
  readonly vfs: Readonly<Record<string, VfStage>>;
  /** VPort to the VF that it is attached to. */
  readonly vports: Readonly<Record<string, number>>;
  /** Filter to the VPort that it is on. */
  readonly filters: Readonly<Record<string, number>>;
  /** The protocol is being unbound: VFs go without a reset (S5). */
  readonly unbinding: boolean;
}

export const emptySwitch: NicSwitch = { vfs: {}, vports: {}, filters: {}, unbinding: false };

const none = CONSTANT.NDIS_INVALID_VF_FUNCTION_ID.value;

/** The VF that an OID names, if it names one. */
export function vfNamed(oid: string, parameters: Seen): number | undefined {
  const field = oid === 'OID_NIC_SWITCH_CREATE_VPORT' ? 'attachedFunction' : 'vf';
  const vf = number(parameters, field);
  return vf === none ? undefined : vf;
}

/** VPorts of a VF that exist. */
export function vportsOf({ vports }: NicSwitch, vf: number): readonly string[] {
  return Object.keys(vports).filter((vport) => vports[vport] === vf);
}

/** Filters on a VPort. */
export function filtersOn({ filters }: NicSwitch, vport: number): readonly string[] {
  return Object.keys(filters).filter((filter) => filters[filter] === vport);
}

/** An OID that has ended. */
export interface EndedOid {
  readonly oid: { readonly oid: string; readonly parameters: Seen };
  readonly result: Seen;
}

/** The OIDs that change it. */
export const switchOids: readonly string[] = [
  'OID_NIC_SWITCH_ALLOCATE_VF',
  'OID_NIC_SWITCH_FREE_VF',
  'OID_NIC_SWITCH_CREATE_VPORT',
  'OID_NIC_SWITCH_DELETE_VPORT',
  'OID_SRIOV_RESET_VF',
  'OID_RECEIVE_FILTER_SET_FILTER',
  'OID_RECEIVE_FILTER_MOVE_FILTER',
  'OID_RECEIVE_FILTER_CLEAR_FILTER',
];
const fields: readonly string[] = ['vf', 'attachedFunction', 'vport', 'destinationVPort', 'filter'];

/** Those of their parameters that say what changes. */
export function switchParameters({ type, ...given }: Seen): Seen {
  const kept = Object.entries(given).filter(([name]) => fields.includes(name));
  return { type, ...Object.fromEntries(kept) };
}

/** The switch after an OID has ended well. */
export function afterOid(
  nic: NicSwitch,
  { oid: { oid, parameters }, result }: EndedOid,
): NicSwitch {
  const of = (field: string) => number(result, field) ?? number(parameters, field);
  const vf = of('vf');
  switch (oid) {
    case 'OID_NIC_SWITCH_ALLOCATE_VF':
      return vf === undefined ? nic : { ...nic, vfs: entry(nic.vfs, vf, 'fresh') };
    case 'OID_NIC_SWITCH_FREE_VF':
      return vf === undefined ? nic : { ...nic, vfs: entry(nic.vfs, vf, undefined) };
    case 'OID_NIC_SWITCH_CREATE_VPORT':
      return created(nic, of('vport'), number(parameters, 'attachedFunction'));
    case 'OID_NIC_SWITCH_DELETE_VPORT':
      return deleted(nic, number(parameters, 'vport'));
    case 'OID_SRIOV_RESET_VF':
      return vf !== undefined && nic.vfs[vf] === 'detached'
        ? { ...nic, vfs: entry(nic.vfs, vf, 'reset') }
        : nic;
    case 'OID_RECEIVE_FILTER_SET_FILTER':
      return placed(nic, of('filter'), number(parameters, 'vport'));
    case 'OID_RECEIVE_FILTER_MOVE_FILTER':
      return placed(nic, number(parameters, 'filter'), number(parameters, 'destinationVPort'));
    case 'OID_RECEIVE_FILTER_CLEAR_FILTER': {
      const filter = number(parameters, 'filter');
      return filter === undefined
        ? nic
        : { ...nic, filters: entry(nic.filters, filter, undefined) };
    }
    default:
      return nic;
  }
}

function created(nic: NicSwitch, vport: number | undefined, vf: number | undefined): NicSwitch {
  if (vport === undefined || vf === undefined || vf === none) return nic;
  return {
    ...nic,
    vports: entry(nic.vports, vport, vf),
    vfs: nic.vfs[vf] === undefined ? nic.vfs : entry(nic.vfs, vf, 'attached'),
  };
}

function deleted(nic: NicSwitch, vport: number | undefined): NicSwitch {
  if (vport === undefined) return nic;
  const vf = nic.vports[vport];
  const vports = entry(nic.vports, vport, undefined);
  const left = vf !== undefined && vportsOf({ ...nic, vports }, vf).length === 0;
  const known = vf !== undefined && nic.vfs[vf] !== undefined;
  return { ...nic, vports, vfs: left && known ? entry(nic.vfs, vf, 'detached') : nic.vfs };
}

function placed(nic: NicSwitch, filter: number | undefined, vport: number | undefined): NicSwitch {
  if (filter === undefined || vport === undefined) return nic;
  return { ...nic, filters: entry(nic.filters, filter, vport) };
}
