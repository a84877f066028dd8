/**
 * OIDs that name a VF, and the order in which one is taken down (S3): filters, VPort, reset, free.
 */
import type { MonitorProperty } from '../../src/system/index.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import { ndisSuccess } from '../../src/wdk/ndis-status.ts';
import type { Observation, Wrong } from './monitor.ts';
import { monitor, number, wrong } from './monitor.ts';
import type { OidEvent, Oids } from './oids.ts';
import { followOid, oidText, oidTraffic } from './oids.ts';
import type { NicSwitch } from './virtual-functions.ts';
import { afterOid, emptySwitch, filtersOn, vfNamed, vportsOf } from './virtual-functions.ts';

/**
 * The PF's switch and the OIDs at its miniport; the guests' miniports have neither VFs nor VPorts.
 */
interface Memory {
  readonly oids: Oids;
  readonly nic: NicSwitch;
}
type Ended = Extract<OidEvent, { kind: 'ended' }>;

const traffic = [
  ...oidTraffic,
  'MiniportHaltEx',
  'ProtocolUnbindAdapterEx',
  'ProtocolBindAdapterEx',
];
/**
 * Whether a VF is allocated does not matter: it is being allocated, or the answer is the same for
 * all (C11).
 */
const withoutVf: readonly string[] = ['OID_NIC_SWITCH_ALLOCATE_VF', 'OID_SRIOV_PROBED_BARS'];

/**
 * Follows the switch; `judge` is asked about each OID that ended well, before the switch has
 * changed.
 */
function follow(
  memory: Memory,
  seen: Observation,
  pf: string,
  judge: (nic: NicSwitch, event: Ended) => Wrong | undefined,
): Memory | Wrong {
  const { to, message } = seen;
  switch (message.type) {
    case 'MiniportHaltEx':
      return to === pf ? { oids: memory.oids, nic: emptySwitch } : memory;
    case 'ProtocolUnbindAdapterEx':
      return { ...memory, nic: { ...memory.nic, unbinding: true } };
    case 'ProtocolBindAdapterEx':
      return { ...memory, nic: { ...memory.nic, unbinding: false } };
    default:
      break;
  }
  if (seen.from !== pf && to !== pf) return memory;
  const { oids, event } = followOid(memory.oids, seen);
  if (event.kind !== 'ended') return { ...memory, oids };
  if (!ndisSuccess(event.status as NdisStatus)) {
    // A reset that failed was still tried: the VF is freed all the same.
    const tried = event.oid.oid === 'OID_SRIOV_RESET_VF';
    return { oids, nic: tried ? afterOid(memory.nic, event) : memory.nic };
  }
  return judge(memory.nic, event) ?? { oids, nic: afterOid(memory.nic, event) };
}

const initial: Memory = { oids: {}, nic: emptySwitch };

export function oidForUnallocatedVf(pf = 'pf'): MonitorProperty {
  return monitor<Memory>({
    name: 'OidForUnallocatedVf',
    rule: 'an OID that names a VF that is not allocated does not succeed',
    source: 'oid-nic-switch-free-vf and the pages of the OID_SRIOV_* requests; S3.7, S12.2',
    observes: traffic,
    initial,
    next: (memory, seen) =>
      follow(memory, seen, pf, (nic, { oid, status }) => {
        const vf = vfNamed(oid.oid, oid.parameters);
        if (vf === undefined || withoutVf.includes(oid.oid) || nic.vfs[vf] !== undefined) {
          return undefined;
        }
        return wrong(`${oidText(oid)} for VF ${vf}, which is not allocated, ended ${status}`);
      }),
  });
}

export function teardownOrder(pf = 'pf'): MonitorProperty {
  return monitor<Memory>({
    name: 'TeardownOrder',
    rule: 'a VF goes in order: filters moved, VPort deleted, function reset, VF freed',
    source: 'virtual-function-teardown-sequence; deleting-a-virtual-port; S3',
    observes: traffic,
    initial,
    next: (memory, seen) => follow(memory, seen, pf, outOfOrder),
  });
}

function outOfOrder(nic: NicSwitch, { oid }: Ended): Wrong | undefined {
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
