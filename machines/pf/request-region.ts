/**
 * The PF miniport's OIDs: `idle` until NDIS calls MiniportOidRequest, and then either answered at
 * once, or pended and carried on by a work item while NDIS hands out no other. Waiting for the
 * hardware inside MiniportOidRequest is not allowed, so everything that asks the bus driver pends.
 */

/** A caller above the routine's IRQL takes the whole machine down. */
export const tooHigh = {
  guard: 'overIrql',
  target: '#pf.bugcheck',
  actions: 'stopOverIrql',
} as const;

// How every OID begins. After the surprise-removal event the answer is the same whatever the
// request says.
const removed = {
  guard: 'surpriseRemoved',
  actions: 'refuseNotAccepted',
  meta: { requirements: ['S14.3'] },
} as const;
const wrong = {
  guard: 'cannotBeDone',
  actions: 'refuseOid',
  meta: { requirements: ['S3.7', 'kernel-rules 72', 'C07', 'C22'] },
} as const;
const oid = <const T extends readonly object[]>(...carriedOut: T) =>
  [tooHigh, removed, wrong, ...carriedOut] as const;

/** Answered within MiniportOidRequest, after these changes. */
const atOnce = <const A extends readonly string[]>(...changes: A) =>
  ({ actions: [...changes, 'returnDone'] }) as const;
/** Returns NDIS_STATUS_PENDING; the work item does the rest. */
const inWorkItem = <const T extends string>(target: T) =>
  ({ target, actions: ['takeOid', 'returnPending'] }) as const;

/**
 * How a call to the bus driver comes back: through NDIS or, with a VBD, over the private channel.
 */
export function returned<const R extends string, const T extends readonly object[]>(
  routine: R,
  ...candidates: T
) {
  return { [`${routine}.return`]: candidates, 'VbdCall.return': candidates } as {
    readonly [K in `${R}.return` | 'VbdCall.return']: T;
  };
}
const abandoned = {
  guard: 'aborted',
  target: '#idle',
  actions: ['completeAborted', 'forgetOid'],
} as const;
const unsuccessful = {
  guard: 'failed',
  target: '#idle',
  actions: ['completeFailed', 'forgetOid'],
} as const;
const done = { target: '#idle', actions: ['completeDone', 'forgetOid'] } as const;

export const requestRegion = {
  initial: 'idle',
  states: {
    idle: {
      id: 'idle',
      meta: { requirements: ['S17.1', 'kernel-rules 70'] },
      on: {
        // NIC switch. Static: compare with what MiniportInitializeEx built. Dynamic: build, and
        // enable VFs.
        OID_NIC_SWITCH_CREATE_SWITCH: oid(
          {
            guard: 'staticSwitch',
            actions: ['openSwitch', 'returnDone'],
            meta: { requirements: ['S1.9'] },
          },
          {
            target: 'calling.enabling',
            actions: ['takeOid', 'buildSwitch', 'returnPending'],
            meta: { requirements: ['S1.9'] },
          },
        ),
        // Static: software only; hardware and VF Enable wait for MiniportHaltEx.
        OID_NIC_SWITCH_DELETE_SWITCH: oid(
          {
            guard: 'staticSwitch',
            actions: ['closeSwitch', 'returnDone'],
            meta: { requirements: ['S5.2'] },
          },
          inWorkItem('calling.disabling'),
        ),
        OID_NIC_SWITCH_PARAMETERS: oid(atOnce()),

        // VFs. C30: one page has these two allocate and free hardware. Taken: software only, since
        // all VFs are there in hardware from VF Enable on.
        OID_NIC_SWITCH_ALLOCATE_VF: oid(inWorkItem('calling.locating')),
        OID_NIC_SWITCH_FREE_VF: oid(atOnce('freeVf')),

        // VPorts and filters.
        OID_NIC_SWITCH_CREATE_VPORT: oid(atOnce('createVPort')),
        OID_NIC_SWITCH_VPORT_PARAMETERS: oid(atOnce('changeVPort')),
        OID_NIC_SWITCH_DELETE_VPORT: oid(atOnce('deleteVPort')),
        OID_RECEIVE_FILTER_SET_FILTER: oid(atOnce('setFilter')),
        // Removed from one VPort and set on the other in one step: no packet is lost.
        OID_RECEIVE_FILTER_MOVE_FILTER: oid(atOnce('moveFilter')),
        OID_RECEIVE_FILTER_CLEAR_FILTER: oid(atOnce('clearFilter')),

        // For the guests.
        OID_SRIOV_PROBED_BARS: oid(inWorkItem('calling.readingBars')),
        OID_SRIOV_BAR_RESOURCES: oid(atOnce()),
        OID_SRIOV_VF_VENDOR_DEVICE_ID: oid(atOnce()),
        OID_SRIOV_READ_VF_CONFIG_SPACE: oid(inWorkItem('calling.readingConfigSpace')),
        OID_SRIOV_WRITE_VF_CONFIG_SPACE: oid(inWorkItem('calling.writingConfigSpace')),
        OID_SRIOV_READ_VF_CONFIG_BLOCK: oid(atOnce()),
        OID_SRIOV_WRITE_VF_CONFIG_BLOCK: oid(atOnce('storeBlock')),
        OID_SRIOV_RESET_VF: oid(inWorkItem('calling.startingReset')),
        OID_SRIOV_SET_VF_POWER_STATE: oid(
          { guard: 'noPowerRegister', actions: 'returnDone' },
          inWorkItem('calling.settingPower'),
        ),

        // Power of the adapter itself. Success is the only answer to the query.
        OID_PNP_QUERY_POWER: oid(atOnce()),
        OID_PNP_SET_POWER: oid(atOnce()),
      },
    },

    // A call is at the bus driver. The OID cannot be finished before it returns: it is only marked
    // as given up.
    calling: {
      initial: 'enabling',
      meta: { requirements: ['S17.2', 'kernel-rules 71'] },
      on: {
        MiniportCancelOidRequest: [
          tooHigh,
          {
            guard: 'namesPendedOid',
            actions: 'abortOid',
            meta: { requirements: ['S17.4'] },
          },
        ],
        MiniportResetEx: [
          tooHigh,
          { actions: 'abortOid', meta: { requirements: ['S17.5', 'C20'] } },
        ],
        MiniportDevicePnPEventNotify: [
          tooHigh,
          { actions: 'abortOidRemoved', meta: { requirements: ['S14.3'] } },
        ],
      },
      states: {
        enabling: {
          entry: 'enable',
          meta: { requirements: ['S1.9'] },
          on: returned(
            'NdisMEnableVirtualization',
            { guard: 'abortedThoughEnabled', target: 'undoing', actions: 'noteEnabled' },
            {
              guard: 'aborted',
              target: '#idle',
              actions: ['dropSwitch', 'completeAborted', 'forgetOid'],
            },
            {
              guard: 'failed',
              target: '#idle',
              actions: ['dropSwitch', 'completeFailed', 'forgetOid'],
            },
            {
              target: '#idle',
              actions: ['noteEnabled', 'openBuiltSwitch', 'completeDone', 'forgetOid'],
            },
          ),
        },
        // The switch was given up while VF Enable was being set: it is cleared again before the OID
        // is completed.
        undoing: {
          entry: 'disable',
          on: returned('NdisMEnableVirtualization', {
            target: '#idle',
            actions: ['dropSwitch', 'noteDisabled', 'completeAborted', 'forgetOid'],
          }),
        },
        // Must succeed once it was pended (verifier): a VF Enable that cannot be cleared is on
        // hardware that is gone.
        disabling: {
          entry: 'disable',
          meta: { requirements: ['S5.2', 'kernel-rules 72'] },
          on: returned('NdisMEnableVirtualization', {
            target: '#idle',
            actions: ['dropSwitch', 'noteDisabled', 'completeDone', 'forgetOid'],
          }),
        },
        // The VFId is set aside; the VF enters the table when its location is known.
        locating: {
          entry: 'locate',
          meta: { requirements: ['S2.4'] },
          on: returned('NdisMGetVirtualFunctionLocation', abandoned, unsuccessful, {
            target: '#idle',
            actions: ['allocateVf', 'completeDone', 'forgetOid'],
          }),
        },
        readingBars: {
          entry: 'readBars',
          meta: { requirements: ['S2.8', 'C11'] },
          on: returned('NdisMQueryProbedBars', abandoned, unsuccessful, done),
        },
        readingConfigSpace: {
          entry: 'readConfigSpace',
          meta: { requirements: ['S9.3', 'S10', 'C03'] },
          on: returned('NdisMGetVirtualFunctionBusData', abandoned, unsuccessful, done),
        },
        writingConfigSpace: {
          entry: 'writeConfigSpace',
          meta: { requirements: ['S9.3', 'S10', 'C04'] },
          on: returned('NdisMSetVirtualFunctionBusData', abandoned, unsuccessful, done),
        },
        settingPower: {
          entry: 'writePowerState',
          meta: { requirements: ['S12.3'] },
          on: returned('NdisMSetVirtualFunctionBusData', abandoned, unsuccessful, done),
        },
        startingReset: {
          entry: 'startFunctionLevelReset',
          meta: { requirements: ['S3.5', 'S12.3'] },
          on: returned('NdisMSetVirtualFunctionBusData', abandoned, unsuccessful, {
            target: '#settling',
          }),
        },
      },
    },

    // Function level reset is under way in the VF. Leaving this state cancels the timer: nothing of
    // it is left that could wake up on a VF that was freed meanwhile (Z35).
    settling: {
      id: 'settling',
      meta: { requirements: ['S12.3'] },
      after: { functionLevelReset: done },
      on: {
        MiniportCancelOidRequest: [
          tooHigh,
          {
            guard: 'namesPendedOid',
            target: 'idle',
            actions: ['completeAborted', 'forgetOid'],
            meta: { requirements: ['S17.4'] },
          },
        ],
        MiniportResetEx: [
          tooHigh,
          {
            target: 'idle',
            actions: ['completeAborted', 'forgetOid'],
            meta: { requirements: ['S17.5', 'C20'] },
          },
        ],
        MiniportDevicePnPEventNotify: [
          tooHigh,
          {
            target: 'idle',
            actions: ['abortOidRemoved', 'completeAborted', 'forgetOid'],
            meta: { requirements: ['S14.3'] },
          },
        ],
      },
    },
  },
} as const;
