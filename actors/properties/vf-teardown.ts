/**
 * OIDs that name a VF, and the order in which one is taken down (S3): filters, VPort, reset, free.
 */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import { ndisSuccess } from '../../src/wdk/ndis-status.ts';
import type { Seen, Wrong } from './monitor.ts';
import { driverMonitor, number, structure, text, wrong } from './monitor.ts';
import type { Oids } from './oids.ts';
import { followOid, isOidCall, oidText } from './oids.ts';
import type { EndedOid, NicSwitch } from './virtual-functions.ts';
import {
  afterOid,
  emptySwitch,
  filtersOn,
  switchOids,
  switchParameters,
  vfNamed,
  vportsOf,
} from './virtual-functions.ts';

interface Allocations {
  /** OIDs at the miniport that matter here. */
  readonly oids: Oids;
  /** VFIds that are allocated. */
  readonly vfs: Readonly<Record<string, true>>;
}

/**
 * Whether a VF is allocated does not matter: the answer is the same for all (C11).
 */
const withoutVf: readonly string[] = ['OID_SRIOV_PROBED_BARS'];

/** Judged at the PF miniport; a guest's miniport has no VFs, and gets no OID that names one. */
export const oidForUnallocatedVf: MonitorProperty = driverMonitor<Allocations>({
  name: 'OidForUnallocatedVf',
  rule: 'an OID that names a VF that is not allocated does not succeed',
  source: 'oid-nic-switch-free-vf and the pages of the OID_SRIOV_* requests; S3.7, S12.2',
  initial: { oids: {}, vfs: {} },
  received({ oids, vfs }, seen) {
    const { type } = seen.message;
    if (type === 'MiniportHaltEx') return { oids, vfs: {} };
    if (!isOidCall(seen) || withoutVf.includes(type)) return { oids, vfs };
    const named = vfNamed(type, structure(seen.message, 'parameters')) !== undefined;
    if (!named && type !== 'OID_NIC_SWITCH_ALLOCATE_VF') return { oids, vfs };
    return { oids: followOid(oids, seen, ['vf', 'attachedFunction']).oids, vfs };
  },
  did(memory, seen) {
    if (isOidCall(seen)) return memory;
    const { oids, event } = followOid(memory.oids, seen);
    if (event.kind !== 'ended' || !ndisSuccess(event.status as NdisStatus)) {
      return { ...memory, oids };
    }
    const { oid, parameters } = event.oid;
    if (oid === 'OID_NIC_SWITCH_ALLOCATE_VF') {
      const vf = number(event.result, 'vf');
      return { oids, vfs: vf === undefined ? memory.vfs : entry(memory.vfs, vf, true) };
    }
    const vf = vfNamed(oid, parameters);
    if (vf === undefined) return { ...memory, oids };
    if (memory.vfs[vf] === undefined) {
      return wrong(
        `${oidText(event.oid)} for VF ${vf}, which is not allocated, ended ${event.status}`,
      );
    }
    const freed = oid === 'OID_NIC_SWITCH_FREE_VF';
    return { oids, vfs: freed ? entry(memory.vfs, vf, undefined) : memory.vfs };
  },
});

interface Switch {
  readonly nic: NicSwitch;
  /** OIDs of the protocol that are out and matter here, by id. */
  readonly asked: Readonly<Record<string, { readonly oid: string; readonly parameters: Seen }>>;
}

/** Judged at the protocol that asks for it all, the virtualization stack. */
export const teardownOrder: MonitorProperty = driverMonitor<Switch>({
  name: 'TeardownOrder',
  rule: 'a VF goes in order: filters moved, VPort deleted, function reset, VF freed',
  source: 'virtual-function-teardown-sequence; deleting-a-virtual-port; S3',
  initial: { nic: emptySwitch, asked: {} },
  received({ nic, asked }, { message }) {
    switch (message.type) {
      case 'ProtocolUnbindAdapterEx':
        return { asked, nic: { ...nic, unbinding: true } };
      // Another instance of the adapter: what the one before had is gone.
      case 'ProtocolBindAdapterEx':
        return { asked, nic: emptySwitch };
      case 'ProtocolOidRequestComplete':
        break;
      default:
        return { nic, asked };
    }
    const id = text(message, 'id');
    const oid = asked[id];
    const left = entry(asked, id, undefined);
    if (oid === undefined) return { nic, asked };
    const ended: EndedOid = { oid, result: structure(message, 'result') };
    if (!ndisSuccess(text(message, 'status') as NdisStatus)) {
      // A reset that failed was still tried: the VF is freed all the same.
      const tried = oid.oid === 'OID_SRIOV_RESET_VF';
      return { asked: left, nic: tried ? afterOid(nic, ended) : nic };
    }
    return outOfOrder(nic, ended) ?? { asked: left, nic: afterOid(nic, ended) };
  },
  did({ nic, asked }, { message }) {
    if (message.type === 'ProtocolUnbindAdapterEx.return') return { asked, nic: emptySwitch };
    const oid = text(message, 'oid');
    if (message.type !== 'NdisOidRequest' || !switchOids.includes(oid)) return { nic, asked };
    const parameters = switchParameters(structure(message, 'parameters'));
    return { nic, asked: entry(asked, text(message, 'id'), { oid, parameters }) };
  },
});

function outOfOrder(nic: NicSwitch, { oid }: EndedOid): Wrong | undefined {
  if (oid.oid === 'OID_NIC_SWITCH_DELETE_VPORT') {
    const vport = number(oid.parameters, 'vport');
    const left = vport === undefined ? [] : filtersOn(nic, vport);
    return left.length === 0
      ? undefined
      : wrong(`VPort ${vport} was deleted with filter ${left.join(', ')} still on it`);
  }
  if (oid.oid !== 'OID_NIC_SWITCH_FREE_VF') return undefined;
  const vf = number(oid.parameters, 'vf');
  if (vf === undefined) return undefined;
  const [vport] = vportsOf(nic, vf);
  if (vport !== undefined) return wrong(`VF ${vf} was freed before its VPort ${vport} was deleted`);
  // The clean-up before a halt has no reset (S5.1).
  return nic.vfs[vf] === 'detached' && !nic.unbinding
    ? wrong(`VF ${vf} was freed without a reset after its VPort was deleted`)
    : undefined;
}
