/** What the virtualization stack asks of a PF driver without NDIS. Codes are in ioctls.ts. */
import type { CardGroup } from '../card.ts';

export const SRIOV_IOCTLS = {
  common: {
    kind: 'ioctl',
    header: 'pcivirt.h',
    irqlMax: 'PASSIVE_LEVEL',
    providedBy: 'PF driver',
    calledBy: 'VPCI VSP',
    minOs: 'Windows Server 2016',
    valueSource: 'public pcivirt.h',
  },
  cards: {
    IOCTL_SRIOV_NOTIFICATION: {
      parameters: [
        { name: 'input', dir: 'in', type: 'none' },
        { name: 'output', dir: 'out', type: 'SRIOV_PF_EVENT' },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'completed' },
        { status: 'STATUS_CANCELLED', when: 'sender cancelled a held request' },
      ],
      rules: [
        'Held in a queue until cancelled or an event occurs',
        'If an event is already outstanding and undelivered, complete at once',
        'Never complete two requests for one event',
        'Stack may send the next one before EVENT_COMPLETE',
      ],
      source: 'pcivirt/ni-pcivirt-ioctl_sriov_notification.md',
      contradictions: ['C33'],
    },
    IOCTL_SRIOV_EVENT_COMPLETE: {
      parameters: [
        { name: 'input', dir: 'in', type: 'SRIOV_PNP_EVENT_COMPLETE' },
        { name: 'output', dir: 'out', type: 'none' },
      ],
      returns: [{ status: 'STATUS_SUCCESS', when: 'done' }],
      rules: [
        'Unblocks the PnP IRP waiting in the PF driver; QueryStatus is the status to ' +
          'give that IRP',
        'May be completed synchronously',
      ],
      source: 'pcivirt/ni-pcivirt-ioctl_sriov_event_complete.md',
    },
    IOCTL_SRIOV_ATTACH: {
      parameters: [
        { name: 'input', dir: 'in', type: 'none' },
        { name: 'output', dir: 'out', type: 'none' },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'done' },
        { status: 'STATUS_SHARING_VIOLATION', when: 'sample: already attached' },
      ],
      rules: [
        'Only one attachment at a time',
        'While stopped/stopping for rebalance the completion must be delayed',
        'PnP events to deliver: query-stop, restart (start or cancel-stop after a ' +
          'stop), query-remove, surprise-removal',
      ],
      source: 'pcivirt/ni-pcivirt-ioctl_sriov_attach.md',
      contradictions: ['C18'],
    },
    IOCTL_SRIOV_DETACH: {
      parameters: [
        { name: 'input', dir: 'in', type: 'none' },
        { name: 'output', dir: 'out', type: 'none' },
      ],
      returns: [{ status: 'STATUS_SUCCESS', when: 'done' }],
      rules: [
        'PF driver stops waiting for EVENT_COMPLETE and lets the PnP IRP continue',
        'Block re-attach until a running rebalance ends',
      ],
      source: 'pcivirt/ni-pcivirt-ioctl_sriov_detach.md',
    },
    IOCTL_SRIOV_INVALIDATE_BLOCK: {
      parameters: [
        { name: 'input', dir: 'in', type: 'SRIOV_INVALIDATE_BLOCK (see C33)' },
        { name: 'output', dir: 'out', type: 'SRIOV_INVALIDATE_BLOCK' },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'completed' },
        { status: 'STATUS_CANCELLED', when: 'sender cancelled a held request' },
      ],
      rules: [
        'PF driver completes it to tell a VF driver to re-read blocks',
        'VfIndex 0xFFFF = all VFs (header)',
      ],
      source: 'pcivirt/ni-pcivirt-ioctl_sriov_invalidate_block.md',
      contradictions: ['C33'],
    },
    IOCTL_SRIOV_MITIGATED_RANGE_UPDATE: {
      parameters: [
        { name: 'input', dir: 'in', type: 'SRIOV_MITIGATED_RANGE_UPDATE_INPUT' },
        { name: 'output', dir: 'out', type: 'SRIOV_MITIGATED_RANGE_UPDATE_OUTPUT' },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'completed' },
        { status: 'STATUS_CANCELLED', when: 'sender cancelled a held request' },
      ],
      rules: ['Held until cancelled or ranges change; one per active VF'],
      source: 'pcivirt/ni-pcivirt-ioctl_sriov_mitigated_range_update.md',
    },
    IOCTL_SRIOV_PROXY_QUERY_LUID: {
      parameters: [
        { name: 'input', dir: 'in', type: 'none' },
        { name: 'output', dir: 'out', type: 'SRIOV_PROXY_QUERY_LUID_OUTPUT' },
      ],
      returns: [{ status: 'STATUS_SUCCESS', when: 'done' }],
      rules: ['Only SRIOV IOCTL callable from user mode'],
      source: 'pcivirt/ni-pcivirt-ioctl_sriov_proxy_query_luid.md',
    },
  },
} as const satisfies CardGroup;
