/** PnP IRPs of a device's life. Minor codes are in pnp.ts. */
import type { CardGroup } from '../card.ts';

export const PNP_IRPS = {
  common: {
    kind: 'irp',
    header: 'wdm.h',
    irqlMax: 'PASSIVE_LEVEL',
    majorFunction: 'IRP_MJ_PNP',
    providedBy: 'all PnP drivers',
    calledBy: 'PnP manager',
  },
  cards: {
    IRP_MN_START_DEVICE: {
      handledFirstBy: 'parent bus driver, then upwards',
      returns: [
        { status: 'STATUS_SUCCESS', when: 'started' },
        { status: 'STATUS_PENDING', when: 'driver pends it (recommended since Vista)' },
        {
          status: 'STATUS_UNSUCCESSFUL / STATUS_INSUFFICIENT_RESOURCES',
          when: 'start failed; a remove IRP follows',
        },
      ],
      rules: [
        'Function driver forwards first and waits for lower drivers, then starts',
        'Sent again after a stop for rebalance, possibly with other resources',
        'Can also arrive while already started, with new resources',
        'System-only: drivers must not send it',
      ],
      source: 'kernel/irp-mn-start-device.md',
      contradictions: ['C27'],
    },
    IRP_MN_QUERY_REMOVE_DEVICE: {
      handledFirstBy: 'top of stack, then downwards',
      returns: [
        { status: 'STATUS_SUCCESS', when: 'device may go' },
        { status: 'STATUS_UNSUCCESSFUL', when: 'cannot be removed' },
      ],
      rules: [
        'Must be failed while an interface this driver handed out ' +
          '(IRP_MN_QUERY_INTERFACE) is still referenced',
        'Must be failed if removal loses data or device is on paging/dump/hibernation path',
        'Failing driver completes it itself and does not pass it down',
        'Record previous PnP state for a possible cancel',
        'After success: fail new creates, process other IRPs as usual',
        'Cancel any wait-wake IRP',
      ],
      source: 'kernel/handling-an-irp-mn-query-remove-device-request.md',
    },
    IRP_MN_REMOVE_DEVICE: {
      handledFirstBy: 'top of stack, then downwards',
      returns: [{ status: 'STATUS_SUCCESS', when: 'required; failing is not allowed' }],
      rules: [
        'Preceded by query-remove (orderly) or surprise-removal (surprise), or comes ' +
          'after a failed start, or before any start',
        'Function driver: no completion routine, does not complete it; bus driver completes',
        'FDO: pass down, release remove lock and wait, detach, delete',
        'Bus driver keeps the PDO if it reported it in the latest BusRelations, else deletes it',
        'Bus driver must survive a second remove IRP for the same PDO and must not call ' +
          'IoDeleteDevice twice',
      ],
      source: 'kernel/removing-a-device-in-a-bus-driver.md',
    },
    IRP_MN_CANCEL_REMOVE_DEVICE: {
      handledFirstBy: 'parent bus driver, then upwards',
      returns: [{ status: 'STATUS_SUCCESS', when: 'required; failing is not allowed' }],
      rules: [
        'Restores the state recorded at query-remove',
        'May be spurious (device started, query failed above): just succeed it',
        'Function driver acts after lower drivers finish',
      ],
      source: 'kernel/handling-an-irp-mn-cancel-remove-device-request.md',
    },
    IRP_MN_STOP_DEVICE: {
      handledFirstBy: 'top, then downwards',
      returns: [{ status: 'STATUS_SUCCESS', when: 'required; failing is not allowed' }],
      rules: [
        'Only after a successful query-stop',
        'Release hardware resources; hold IRPs until restart',
        'Not a step towards removal',
      ],
      source: 'kernel/irp-mn-stop-device.md',
    },
    IRP_MN_QUERY_STOP_DEVICE: {
      handledFirstBy: 'top, then downwards',
      returns: [
        { status: 'STATUS_SUCCESS', when: 'can stop' },
        { status: 'STATUS_UNSUCCESSFUL', when: 'cannot stop' },
        {
          status: 'STATUS_RESOURCE_REQUIREMENTS_CHANGED',
          when: 'bus driver: success, but re-query requirements first',
        },
      ],
      rules: [
        'Used only for resource rebalance',
        'Either drain now and hold new IRPs, or hold anything that would block an immediate stop',
        'pcivirt PF drivers signal it as SriovEventPfQueryStopDevice',
      ],
      source: 'kernel/irp-mn-query-stop-device.md',
    },
    IRP_MN_CANCEL_STOP_DEVICE: {
      handledFirstBy: 'parent bus driver, then upwards',
      returns: [{ status: 'STATUS_SUCCESS', when: 'required; failing is not allowed' }],
      rules: ['Return to started and release held IRPs', 'Spurious instances just succeed'],
      source: 'kernel/irp-mn-cancel-stop-device.md',
    },
    IRP_MN_SURPRISE_REMOVAL: {
      handledFirstBy: 'top, then downwards',
      returns: [{ status: 'STATUS_SUCCESS', when: 'required; failing is not allowed' }],
      rules: [
        'Can arrive in any PnP state after AddDevice; cannot be cancelled',
        'Order: check presence, release hardware resources, block new I/O, fail ' +
          'outstanding I/O, disable device interfaces, clean up, keep the device object ' +
          'attached, finish the IRP',
        'Still process cleanup, close, power and PnP IRPs; fail the rest',
        'Do not detach or delete until IRP_MN_REMOVE_DEVICE',
        'Remove IRP comes only after all handles close; it may never come',
        'Sent before user/kernel listeners are told (REMOVE_COMPLETE follows)',
      ],
      source: 'kernel/handling-an-irp-mn-surprise-removal-request.md',
    },
  },
} as const satisfies CardGroup;
