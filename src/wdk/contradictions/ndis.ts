/** Where pages disagree on OIDs, VPorts and the life of a VF under NDIS. */
import type { Contradiction } from './contradiction.ts';

export const NDIS_CONTRADICTIONS = {
  C07: {
    topic: 'Who fills BytesNeeded on INVALID_LENGTH',
    readingA: 'The miniport',
    sourceA: ['network/oid-sriov-read-vf-config-block.md'],
    readingB: 'NDIS',
    sourceB: [
      'network/oid-sriov-write-vf-config-block.md',
      'network/oid-sriov-vf-vendor-device-id.md',
    ],
    note:
      'Varies page to page for OIDs that the same PF miniport handles; the invalidate page ' +
      'also names the SET member for a method request',
    taken: 'A',
    why: 'Whoever handles the request knows the length it needs; where NDIS answers, that is NDIS.',
  },
  C19: {
    topic: 'IRQL at which OIDs are handled',
    readingA: 'MiniportOidRequest runs at PASSIVE_LEVEL',
    sourceA: [
      'ndis/nc-ndis-miniport_oid_request.md',
      'network/synchronous-oid-request-interface-in-ndis-6-80.md',
    ],
    readingB: 'Underlying driver runs at raised / DISPATCH_LEVEL, hence nonpaged buffers',
    sourceB: ['ndis/nf-ndis-ndisoidrequest.md', 'oidrequest/ns-oidrequest-ndis_oid_request.md'],
    note:
      'A for the call itself; completion (NdisMOidRequestComplete) may be at ' +
      'DISPATCH_LEVEL, so buffers stay nonpaged either way',
    taken: 'A',
    why:
      'The handler is called at PASSIVE_LEVEL; its completion may come at DISPATCH_LEVEL, ' +
      'which is why buffers are nonpaged.',
  },
  C20: {
    topic: 'Pending OIDs/sends across reset',
    readingA: 'May be held until after the reset',
    sourceA: [
      'ndis/nc-ndis-miniport_reset.md (base text)',
      'network/adapter-states-of-a-miniport-driver.md',
    ],
    readingB: 'NDIS 6.30+: must be completed before the reset completes',
    sourceB: ['ndis/nc-ndis-miniport_reset.md (note)'],
    note: 'SR-IOV needs 6.30, so B',
    taken: 'B',
    why: 'SR-IOV needs NDIS 6.30, where nothing may stay pending across a reset.',
  },
  C21: {
    topic: 'Who issues CREATE_SWITCH',
    readingA: 'NDIS only',
    sourceA: ['network/oid-nic-switch-create-switch.md'],
    readingB:
      'NDIS or the Hyper-V extensible switch; also text where an overlying driver issues it',
    sourceB: ['network/nic-switches.md', 'network/issuing-oid-nic-switch-allocate-vf-requests.md'],
    taken: 'A',
    why:
      'NDIS issues it when the PF has started; the switch extension is not modelled as ' +
      'another issuer.',
  },
  C22: {
    topic: 'FREE_VF failure status; meaning of NOT_ACCEPTED',
    readingA: 'NDIS_STATUS_FILE_NOT_FOUND (from NDIS); NOT_ACCEPTED = resetting',
    sourceA: ['network/oid-nic-switch-free-vf.md'],
    readingB:
      'PF miniport must return NDIS_STATUS_INVALID_PARAMETER; NOT_ACCEPTED = surprise removed',
    sourceB: [
      'network/handling-oid-nic-switch-free-vf-requests.md',
      'ndis/nc-ndis-miniport_oid_request.md',
    ],
    note:
      'Third voice: verifier rule NdisOidComplete lets the miniport finish ' +
      'FREE_VF/DELETE_SWITCH only with SUCCESS, NOT_ACCEPTED or REQUEST_ABORTED ' +
      '(devtest/ndis-ndisoidcomplete.md), so following B trips it',
    taken: 'NDIS answers first',
    why:
      'NDIS answers FILE_NOT_FOUND for a VF that is not allocated before the miniport sees ' +
      'the request, and the PF miniport ends it only as the verifier allows; NOT_ACCEPTED ' +
      'means gone or resetting.',
  },
  C23: {
    topic: 'OID request types',
    readingA:
      'Overview table: BAR_RESOURCES set; ENUM_VFS and ENUM_VPORTS query; VF_PARAMETERS ' +
      'goes to PF; (VPORT_)PARAMETERS method only; VF_INVALIDATE method',
    sourceA: ['network/sr-iov-oids.md'],
    readingB:
      'OID pages: BAR_RESOURCES method; ENUM_VFS/ENUM_VPORTS method (also called query ' +
      'further down); VF_PARAMETERS answered by NDIS; PARAMETERS method+set',
    sourceB: [
      'network/oid-sriov-bar-resources.md',
      'network/oid-nic-switch-enum-vfs.md',
      'network/oid-nic-switch-vf-parameters.md',
      'network/oid-nic-switch-vport-parameters.md',
    ],
    note:
      'Header comments: BAR_RESOURCES method, ENUM_VFS/VPORTS method, PARAMETERS ' +
      'method+set, VPORT_PARAMETERS query+set, WRITE_* set. Backchannel page calls ' +
      'WRITE_VF_CONFIG_BLOCK a method, OID page a set; MOVE_FILTER set (page) vs method ' +
      '(init sequence); set requests of VF_PARAMETERS are mentioned though the OID is ' +
      'method-only.',
    taken: 'B',
    why: 'The page of an OID, which the header comments support, goes before the overview table.',
  },
  C24: {
    topic: 'ENUM_SWITCHES',
    readingA: 'NDIS answers, miniport never sees it',
    sourceA: ['network/oid-nic-switch-enum-switches.md'],
    readingB: 'The driver returns the structure / sets NumElements',
    sourceB: [
      'network/handling-the-oid-nic-switch-create-switch-request.md',
      'ntddndis/ns-ntddndis-_ndis_nic_switch_vport_parameters.md',
    ],
    taken: 'A',
    why: 'NDIS has what the miniport returned when the switch was created, and answers from it.',
  },
  C25: {
    topic: 'Capability flags of a VF miniport',
    readingA: 'Set PF_MINIPORT; SRIOV_SUPPORTED reserved to the PF',
    sourceA: [
      'network/initializing-a-vf-miniport-driver.md (step 2)',
      'ntddndis/ns-ntddndis-_ndis_sriov_capabilities.md',
    ],
    readingB: 'Set VF_MINIPORT and SRIOV_SUPPORTED',
    sourceB: [
      'network/initializing-a-vf-miniport-driver.md (note)',
      'network/determining-sr-iov-capabilities.md',
    ],
    taken: 'B',
    why:
      'SRIOV_SUPPORTED with VF_MINIPORT tells a VF from a PF; reading A would make both ' +
      'look alike.',
  },
  C26: {
    topic: 'Role detection',
    readingA: 'Call NdisGetHypervisorInfo in MiniportInitializeEx',
    sourceA: ['network/miniportinitializeex-guidelines-for-pf-miniport-drivers.md'],
    readingB: 'Deprecated since Windows 10 1703',
    sourceB: ['ndis/nf-ndis-ndisgethypervisorinfo.md'],
    note: 'Also enumerator spelling varies',
    taken: 'neither',
    why: 'The topology says which partition a miniport runs in, so no call is needed to find out.',
  },
  C28: {
    topic: 'VF to VM association; NumVFs meaning',
    readingA: 'VF tied to the VM before CREATE_SWITCH; NumVFs = VFs enabled on adapter',
    sourceA: [
      'network/issuing-oid-nic-switch-allocate-vf-requests.md',
      'ntddndis/ns-ntddndis-_ndis_nic_switch_parameters.md',
    ],
    readingB:
      'Association parameters arrive with ALLOCATE_VF; NumVFs = VFs that may be allocated ' +
      'on the switch',
    sourceB: [
      'network/virtual-function-initialization-sequence.md',
      'network/handling-the-oid-nic-switch-create-switch-request.md',
    ],
    taken: 'B',
    why:
      "The parameters of ALLOCATE_VF carry the guest's names, and NumVFs of the switch " +
      'bounds how many VFs it gives out.',
  },
  C29: {
    topic: 'VPortId and activation',
    readingA:
      'Unique per NIC switch, non-default range 1..NumVPorts-1; activation by method request',
    sourceA: ['network/creating-a-virtual-port.md'],
    readingB: 'Unique across the adapter, range 0..NumVPorts-1; activation by set request',
    sourceB: [
      'ntddndis/ns-ntddndis-_ndis_nic_switch_vport_parameters.md',
      'network/virtual-ports--vports-.md',
    ],
    note: '0 is the default VPort, so ranges agree once it is excluded',
    taken: 'A',
    why: 'With one switch both agree, and 0 is the default VPort, so the others begin at 1.',
  },
  C30: {
    topic: 'Which VF resources when',
    readingA: 'Hardware at switch creation, software at ALLOCATE_VF; FREE_VF frees software',
    sourceA: [
      'network/allocating-resources-for-a-virtual-function.md',
      'network/handling-oid-nic-switch-free-vf-requests.md',
    ],
    readingB: 'ALLOCATE_VF allocates hardware and software; FREE_VF frees hardware',
    sourceB: [
      'network/virtual-function-initialization-sequence.md',
      'network/virtual-function-teardown-sequence.md',
    ],
    note: 'VFId: unique per switch vs adapter-unique likewise',
    taken: 'A',
    why:
      'VFs exist in hardware once VF Enable is set, so ALLOCATE_VF and FREE_VF move ' +
      'software resources only.',
  },
  C31: {
    topic: 'When the VF miniport halts; order against filter move',
    readingA:
      'VF adapter removed and VF miniport halted first, failover complete, then filters ' +
      'moved and VF torn down',
    sourceA: [
      'network/virtual-function-teardown-sequence.md',
      'network/deleting-a-virtual-port.md',
    ],
    readingB:
      'VF miniport halted as a result of FREE_VF; or the four OID steps run before the ' +
      'transition completes',
    sourceB: [
      'network/halting-a-pf-miniport-driver.md',
      'network/sr-iov-vf-failover-and-live-migration-support.md',
    ],
    note: 'Also: PF-halt path lists no RESET_VF between DELETE_VPORT and FREE_VF',
    taken: 'A',
    why:
      'The VF miniport is halted first, so nothing in the guest uses the VF when filters, ' +
      'VPort and VF go.',
  },
  C32: {
    topic: 'Copy slips (names, wrong structure)',
    readingA:
      'VFId described as a location query (NdisMInvalidateConfigBlock) or as read source ' +
      '(SET_VF_POWER_STATE); WRITE_VF_CONFIG_SPACE success text returns data in the READ ' +
      'structure; WRITE_BLOCK_INPUT.BlockId described as block to read; CREATE_VPORT status ' +
      'section names CREATE_SWITCH; DELETE_VPORT pages use NDIS_DEFAULT_PORT_NUMBER and ' +
      'DELETE_SWITCH; wrong Revision/Size macro names on INVALIDATE info, ' +
      'WRITE_CONFIG_SPACE and DELETE_SWITCH structures',
    sourceA: [
      'ndis/nf-ndis-ndisminvalidateconfigblock.md',
      'network/setting-the-power-state-of-a-virtual-function.md',
      'network/oid-sriov-write-vf-config-space.md',
    ],
    readingB: "Meaning taken from the page's own title, parameter list or header",
    sourceB: ['public ntddndis.h'],
    taken: 'B',
    why: 'The slips leave the meaning of title, parameter list and header untouched.',
  },
} as const satisfies Record<string, Contradiction>;
