/** A miniport's handlers for its own life: initialise, pause, restart, reset, halt, PnP. */
import type { CardGroup } from '../card.ts';

/** What MiniportInitializeEx registered for the adapter. */
const ADAPTER_CONTEXT = { name: 'MiniportAdapterContext', dir: 'in', type: 'NDIS_HANDLE' } as const;

export const MINIPORT_ROUTINES = {
  common: {
    kind: 'routine',
    header: 'ndis.h',
    providedBy: 'miniport',
    calledBy: 'NDIS',
    minOs: 'NDIS 6.0',
  },
  cards: {
    MiniportInitializeEx: {
      doc: 'bring an adapter up, to the paused state',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        { name: 'NdisMiniportHandle', dir: 'in', type: 'NDIS_HANDLE' },
        { name: 'MiniportDriverContext', dir: 'in', type: 'NDIS_HANDLE' },
        { name: 'MiniportInitParameters', dir: 'in', type: 'PNDIS_MINIPORT_INIT_PARAMETERS' },
      ],
      returns: [
        { status: 'NDIS_STATUS_SUCCESS', when: 'adapter becomes Paused' },
        { status: 'NDIS_STATUS_NOT_ACCEPTED', when: 'hardware refused registry parameters' },
        { status: 'NDIS_STATUS_RESOURCES', when: 'no resources' },
        {
          status: 'NDIS_STATUS_FAILURE',
          when: 'other; everything allocated must be released first',
        },
      ],
      rules: [
        'No requests arrive until it returns',
        'NdisMSetMiniportAttributes (registration, then general, then hardware-assist) ' +
          'before claiming hardware',
        'PF: report full hardware SR-IOV/NIC-switch/receive-filter capabilities always, ' +
          'current ones only if *SRIOV=1 (else NULL)',
        'Static-switch PF: create switch and call NdisMEnableVirtualization here',
        'VF: set NDIS_SRIOV_CAPS_VF_MINIPORT + SRIOV_SUPPORTED, never VMQ caps, never ' +
          'read *SRIOV keywords',
        'Partition type decides PF vs VF role',
      ],
      source: 'ndis/nc-ndis-miniport_initialize.md',
      contradictions: ['C25'],
      aliases: ['MINIPORT_INITIALIZE'],
    },
    MiniportHaltEx: {
      doc: 'take an adapter down; nothing is outstanding',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        ADAPTER_CONTEXT,
        {
          name: 'HaltAction',
          dir: 'in',
          type: 'NDIS_HALT_ACTION',
          rule:
            'DeviceDisabled, InstanceDeInitialized, PoweredDown, SurpriseRemoved, Failed, ' +
            'InitializationFailed, Stopped',
        },
      ],
      returns: [{ status: 'void', when: '' }],
      rules: [
        'Only from Paused',
        'Never called with OID or send requests outstanding; none are submitted after',
        'Release in reverse order; wait for running timer callbacks',
        'PF with static switch: disable virtualization here (FALSE, 0)',
        'All switches are already deleted when it is called on a PF',
        'No other callback after it, shutdown included',
      ],
      source: 'ndis/nc-ndis-miniport_halt.md',
      contradictions: ['C31'],
      aliases: ['MINIPORT_HALT'],
    },
    MiniportPause: {
      doc: 'stop the data path',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        ADAPTER_CONTEXT,
        { name: 'PauseParameters', dir: 'in', type: 'PNDIS_MINIPORT_PAUSE_PARAMETERS' },
      ],
      returns: [
        { status: 'NDIS_STATUS_SUCCESS', when: 'data flow stopped' },
        { status: 'NDIS_STATUS_PENDING', when: 'NdisMPauseComplete later' },
      ],
      rules: [
        'Cannot fail: preallocate what it needs',
        'Still handle OIDs while Pausing/Paused',
        'Wait for outstanding receive indications, complete sends, reject new sends ' +
          'with NDIS_STATUS_PAUSED',
        'No other PnP/power operation starts while Pausing',
        'Keep initialisation resources',
      ],
      source: 'ndis/nc-ndis-miniport_pause.md',
    },
    MiniportRestart: {
      doc: 'start the data path',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        ADAPTER_CONTEXT,
        { name: 'RestartParameters', dir: 'in', type: 'PNDIS_MINIPORT_RESTART_PARAMETERS' },
      ],
      returns: [
        { status: 'NDIS_STATUS_SUCCESS', when: 'Running' },
        { status: 'NDIS_STATUS_PENDING', when: 'NdisMRestartComplete later' },
        { status: 'NDIS_STATUS_RESOURCES', when: 'back to Paused' },
        { status: 'NDIS_STATUS_FAILURE', when: 'back to Paused' },
      ],
      rules: [
        'No other PnP operation until finished',
        'May indicate receives before completing, must take sends after',
      ],
      source: 'ndis/nc-ndis-miniport_restart.md',
    },
    MiniportResetEx: {
      doc: 'reset the hardware',
      irqlMax: 'DISPATCH_LEVEL',
      parameters: [
        ADAPTER_CONTEXT,
        {
          name: 'AddressingReset',
          dir: 'out',
          type: 'PBOOLEAN',
          rule: 'TRUE: NDIS re-sends filter/multicast/wake settings as OIDs',
        },
      ],
      returns: [
        { status: 'NDIS_STATUS_SUCCESS', when: 'reset done' },
        { status: 'NDIS_STATUS_PENDING', when: 'NdisMResetComplete later' },
        { status: 'NDIS_STATUS_RESET_IN_PROGRESS', when: 'already resetting' },
        { status: 'NDIS_STATUS_SOFT_ERRORS', when: 'done, recoverable error' },
        { status: 'NDIS_STATUS_HARD_ERRORS', when: 'unrecoverable' },
      ],
      rules: [
        'NDIS does not abort pending OIDs or sends: driver must complete them itself',
        'NDIS 6.30+: pending OIDs/sends must be completed before the reset completes ' +
          '(before NdisMResetComplete when async)',
        'Adapter state does not change; a pause may overlap the reset and either may finish first',
        'Discouraged from NDIS 6.83; must not on server targets',
        'No stall above 50 microseconds',
      ],
      source: 'ndis/nc-ndis-miniport_reset.md',
      contradictions: ['C20'],
      aliases: ['MINIPORT_RESET', 'MiniportReset'],
    },
    MiniportShutdownEx: {
      doc: 'the system goes down: quiet the hardware',
      irqlMax: null,
      parameters: [
        ADAPTER_CONTEXT,
        {
          name: 'ShutdownAction',
          dir: 'in',
          type: 'NDIS_SHUTDOWN_ACTION',
          rule: 'PowerOff or BugCheck',
        },
      ],
      returns: [{ status: 'void', when: '' }],
      rules: [
        'PowerOff: PASSIVE_LEVEL; BugCheck: high IRQL, only any-level calls, no freeing',
        'No callback after it',
        '6.30+: bugcheck call only if registered for it',
      ],
      source: 'ndis/nc-ndis-miniport_shutdown.md',
    },
    MiniportCheckForHangEx: {
      doc: 'does the adapter still work?',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [ADAPTER_CONTEXT],
      returns: [
        { status: 'TRUE', when: 'hung: NDIS resets' },
        { status: 'FALSE', when: 'fine' },
      ],
      rules: ['Every ~2 s by default', 'Return fast'],
      source: 'ndis/nc-ndis-miniport_check_for_hang.md',
    },
    MiniportDevicePnPEventNotify: {
      doc: 'a PnP event, above all surprise removal',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        ADAPTER_CONTEXT,
        { name: 'NetDevicePnPEvent', dir: 'in', type: 'PNET_DEVICE_PNP_EVENT' },
      ],
      returns: [{ status: 'void', when: '' }],
      rules: [
        'On SurpriseRemoved: remember it, cancel IRPs sent to the bus driver, then ' +
          'complete every later OID/send at once with NDIS_STATUS_NOT_ACCEPTED until halt',
      ],
      source: 'ndis/nc-ndis-miniport_device_pnp_event_notify.md',
    },
    MiniportAddDevice: {
      doc: 'a device is there, before it has resources',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        { name: 'NdisMiniportHandle', dir: 'in', type: 'NDIS_HANDLE' },
        { name: 'MiniportDriverContext', dir: 'in', type: 'NDIS_HANDLE' },
      ],
      returns: [
        { status: 'NDIS_STATUS_SUCCESS', when: 'ok' },
        { status: 'NDIS_STATUS_RESOURCES', when: 'no memory' },
        { status: 'NDIS_STATUS_FAILURE', when: 'other; no initialize follows' },
      ],
      rules: ['PF: software allocations only; no hardware access, no virtualization enable'],
      source: 'ndis/nc-ndis-miniport_add_device.md',
    },
    MiniportRemoveDevice: {
      doc: 'the device goes',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [{ name: 'MiniportAddDeviceContext', dir: 'in', type: 'NDIS_HANDLE' }],
      returns: [{ status: 'void', when: '' }],
      rules: ['Undoes MiniportAddDevice', 'Several halt/initialize cycles may lie between'],
      source: 'ndis/nc-ndis-miniport_remove_device.md',
    },
    MiniportIdleNotification: {
      doc: 'the adapter is idle: prepare to sleep',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        ADAPTER_CONTEXT,
        { name: 'ForceIdle', dir: 'in', type: 'BOOLEAN', rule: 'TRUE forbids veto' },
      ],
      returns: [
        { status: 'NDIS_STATUS_PENDING', when: 'accepted; SUCCESS is not allowed' },
        { status: 'NDIS_STATUS_BUSY', when: 'veto, only if ForceIdle FALSE' },
        { status: 'NDIS_STATUS_FAILURE', when: 'bus IRP could not be sent' },
      ],
      rules: ['Stays pending until NdisMIdleNotificationComplete'],
      minOs: 'NDIS 6.30 (Windows Server 2012)',
      source: 'ndis/nc-ndis-miniport_idle_notification.md',
    },
    MiniportCancelIdleNotification: {
      doc: 'stay awake after all',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [ADAPTER_CONTEXT],
      returns: [{ status: 'void', when: '' }],
      rules: [
        'Cancel bus IRPs, then NdisMIdleNotificationComplete',
        'Triggered by a send, an OID or a wake',
      ],
      minOs: 'NDIS 6.30 (Windows Server 2012)',
      source: 'ndis/nc-ndis-miniport_cancel_idle_notification.md',
    },
  },
} as const satisfies CardGroup;
