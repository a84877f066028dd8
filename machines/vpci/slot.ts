/**
 * One slot of the virtual bus as a statechart: the life of the child in it. What is documented of a
 * vanished child (serve PnP IRPs until the remove IRP, keep the device object while PnP's list
 * still has it) is in `gone`.
 */
import { slotHandlers } from './handlers.ts';
import { tooHigh, vpciSetup } from './setup.ts';

/** The states of the child in `slot`, and of the slot without one. */
export function slotRegion(slot: number) {
  const on = slotHandlers(slot);
  const { of, forSlot, complete, failIrp } = on;
  const here = (state: string) => `#vpci.operating.slot${slot}.${state}` as const;

  const survey = { guard: of('isListed'), target: here('child'), actions: of('survey') } as const;

  // PnP has not been told of the child, so the IRP is for the device object that was in the slot
  // before it (C36).
  const removeOfFormer = [
    tooHigh,
    { guard: 'forBus', target: here('absent'), actions: of('unlink') },
    { guard: forSlot, actions: 'completeNoSuchDevice', meta: { requirements: ['C36'] } },
  ] as const;
  // PnP has not been told of the child: nobody above has to be asked when it leaves (Z04).
  const forget = { target: here('absent'), actions: of('unlink') } as const;
  const beforeReport = {
    VPCI_EJECT: {
      guard: forSlot,
      target: here('absent'),
      actions: [of('unlink'), of('acknowledgeEjection')],
      meta: { requirements: ['Z02', 'Z04'] },
    },
    VPCI_BUS_RELATIONS2: [
      { guard: of('isStillListed') },
      {
        guard: of('isReplacedBy'),
        target: here('child'),
        actions: [of('unlink'), of('survey')],
      },
      forget,
    ],
    VMBUS_RESCIND_CHANNEL_OFFER: forget,
    IRP_MN_SURPRISE_REMOVAL: [tooHigh, { guard: 'forBus', ...forget }],
    IRP_MN_REMOVE_DEVICE: removeOfFormer,
  } as const;

  return vpciSetup.createStateConfig({
    initial: 'absent',
    states: {
      absent: {
        on: {
          VPCI_BUS_RELATIONS2: survey,
          'VPCI_FDO_D0_ENTRY.completion': survey,
          // Dropped: there is nothing to eject, or it was acknowledged before.
          VPCI_EJECT: { guard: forSlot },
          // Nobody has read a block of a child that is not there; whoever starts later reads
          // afresh.
          VPCI_INVALIDATE_BLOCK: { guard: forSlot },
          // A second remove IRP for a device object that is deleted already (C36).
          IRP_MN_REMOVE_DEVICE: failIrp,
          // Its memory is gone, and with it every reference.
          InterfaceReference: on.notHeld,
          InterfaceDereference: on.notHeld,
          ReadVfConfigBlock: [tooHigh, on.noReference],
          WriteVfConfigBlock: [tooHigh, on.noReference],
          GetBusData: [on.aboveApc, on.noReference],
          SetBusData: [on.aboveApc, on.noReference],
        },
      },

      child: {
        initial: 'surveying',
        on: {
          IRP_MN_START_DEVICE: complete,
          IRP_MN_QUERY_REMOVE_DEVICE: [
            tooHigh,
            {
              guard: of('isReferenced'),
              actions: 'refuseIrp',
              meta: { requirements: ['kernel-rules 41', 'S11.7'] },
            },
            { guard: forSlot, actions: 'completeIrp' },
          ],
          // Also spurious ones just succeed.
          IRP_MN_CANCEL_REMOVE_DEVICE: complete,
          IRP_MN_CANCEL_STOP_DEVICE: complete,
          // The BARs of a VF lie where the PF's capability puts them: no rebalance. So no
          // IRP_MN_STOP_DEVICE comes, which only follows a success.
          IRP_MN_QUERY_STOP_DEVICE: on.refuse,
          // A VF has no children: the status stays as a PnP IRP begins.
          IRP_MN_QUERY_DEVICE_RELATIONS: [
            tooHigh,
            { guard: forSlot, actions: 'completeNotSupported' },
          ],
          IRP_MN_QUERY_CAPABILITIES: [
            tooHigh,
            {
              guard: forSlot,
              actions: of('answerCapabilities'),
              meta: { requirements: ['IRP_MN_QUERY_CAPABILITIES'] },
            },
          ],
          IRP_MN_QUERY_INTERFACE: [
            tooHigh,
            {
              guard: forSlot,
              actions: [of('takeReference'), of('answerQueryInterface')],
              meta: { requirements: ['S11.2', 'S7.1', 'kernel-rules 50'] },
            },
          ],
          InterfaceReference: [on.notHeld, { guard: forSlot, actions: of('addReference') }],
          InterfaceDereference: [on.notHeld, { guard: forSlot, actions: of('dropReference') }],
          // A promise only: nothing here would block the change.
          IRP_MN_QUERY_POWER: [
            tooHigh,
            { guard: forSlot, actions: 'completeIrp', meta: { requirements: ['S13.1'] } },
          ],
          // The bus driver always completes a power IRP; a function that is not in use has nothing
          // to switch.
          IRP_MN_SET_POWER: [
            tooHigh,
            {
              guard: forSlot,
              actions: 'completeIrp',
              meta: { requirements: ['kernel-rules 66'] },
            },
          ],
          IRP_MN_READ_CONFIG: on.configIrp,
          IRP_MN_WRITE_CONFIG: on.configIrp,
          GetBusData: on.configCall('accessConfig'),
          SetBusData: on.configCall('accessConfig'),
          ...on.refused('refuseNotReady'),
          VPCI_INVALIDATE_BLOCK: {
            guard: forSlot,
            actions: of('noteInvalidation'),
            meta: { requirements: ['S8.4', 'S8.5'] },
          },

          VPCI_EJECT: {
            guard: forSlot,
            target: '.ejecting',
            actions: [of('failOutstanding'), of('requestEject')],
            meta: { requirements: ['Z10', 'S3.1'] },
          },
          VPCI_BUS_RELATIONS2: [
            { guard: of('isStillListed') },
            {
              target: '.gone',
              actions: [of('lose'), of('noteReplacement'), of('announce')],
              meta: { requirements: ['Z01', 'kernel-rules 45'] },
            },
          ],
          VMBUS_RESCIND_CHANNEL_OFFER: {
            target: '.gone',
            actions: [of('lose'), of('announce')],
            meta: { requirements: ['Z52', 'kernel-rules 45'] },
          },
          IRP_MN_SURPRISE_REMOVAL: [
            tooHigh,
            { guard: 'forBus', target: '.gone', actions: of('lose') },
            {
              guard: forSlot,
              target: '.gone',
              actions: [of('lose'), 'completeIrp'],
              meta: { requirements: ['kernel-rules 42', 'kernel-rules 43', 'kernel-rules 47'] },
            },
          ],
          // The bus itself is removed, and with it every device object.
          IRP_MN_REMOVE_DEVICE: [tooHigh, { guard: 'forBus', ...forget }],
        },
        states: {
          surveying: {
            on: {
              'VPCI_QUERY_RESOURCE_REQUIREMENTS.completion': [
                {
                  guard: of('isSurveyRefusal'),
                  target: here('absent'),
                  actions: [of('settleSurvey'), of('unlink')],
                },
                {
                  guard: of('isSurveyAnswer'),
                  target: 'present',
                  actions: [of('settleSurvey'), of('announce')],
                },
              ],
              ...beforeReport,
            },
          },

          present: {
            on: {
              IRP_MN_QUERY_DEVICE_RELATIONS: [
                tooHigh,
                { guard: 'forBus', target: 'reported', actions: of('noteReported') },
              ],
              ...beforeReport,
            },
          },

          reported: {
            on: {
              IRP_MN_START_DEVICE: [
                tooHigh,
                {
                  guard: forSlot,
                  target: 'starting',
                  actions: of('assignResources'),
                  meta: { requirements: ['kernel-rules 49'] },
                },
              ],
              // PnP's list has the child, so its device object stays for the next start (kernel
              // rule 45).
              IRP_MN_REMOVE_DEVICE: [tooHigh, { guard: forSlot, actions: 'completeIrp' }],
            },
          },

          starting: {
            on: {
              'VPCI_RESOURCES_ASSIGNED2.completion': [
                {
                  guard: of('isStartRefusal'),
                  target: 'reported',
                  actions: [of('finishStart'), of('noteUnassigned')],
                },
                { guard: of('isStartAnswer'), target: 'started', actions: of('finishStart') },
              ],
            },
          },

          started: {
            on: {
              IRP_MN_SET_POWER: [
                tooHigh,
                {
                  guard: forSlot,
                  actions: of('changePower'),
                  meta: { requirements: ['kernel-rules 66', 'kernel-rules 69'] },
                },
              ],
              'VPCI_POWER_STATE_CHANGE.completion': {
                guard: of('isPowerAnswer'),
                actions: of('finishPower'),
              },
              ReadVfConfigBlock: on.blockCall('callHost'),
              // At most APC_LEVEL unless told otherwise (C05). C06: its return section was copied
              // from the read page; the statuses are those of the write.
              WriteVfConfigBlock: on.blockCall('callHost'),
              IOCTL_VPCI_READ_BLOCK: on.ioctl('pendTransfer'),
              IOCTL_VPCI_WRITE_BLOCK: on.ioctl('pendTransfer'),
              IOCTL_VPCI_INVALIDATE_BLOCK: [
                tooHigh,
                on.badBlock,
                { guard: of('isArmedAlready'), actions: of('refuseBusy') },
                {
                  guard: forSlot,
                  actions: of('pendInvalidate'),
                  meta: { requirements: ['S8.1', 'C17', 'kernel-rules 2', 'kernel-rules 23'] },
                },
              ],
              IRP_MN_REMOVE_DEVICE: [
                tooHigh,
                {
                  guard: forSlot,
                  target: 'reported',
                  actions: [of('failOutstanding'), of('releaseResources'), 'completeIrp'],
                },
              ],
            },
          },

          /** The host wants it out. It no longer answers, so nothing more is asked of it (Z10). */
          ejecting: {
            on: {
              IRP_MN_START_DEVICE: failIrp,
              IRP_MN_SET_POWER: [tooHigh, { guard: forSlot, actions: of('completePowerOfGone') }],
              ...on.unreachable,
              // The host repeats itself; one acknowledgement follows.
              VPCI_EJECT: { guard: forSlot },
              VPCI_INVALIDATE_BLOCK: { guard: forSlot },
              IRP_MN_REMOVE_DEVICE: [
                tooHigh,
                {
                  guard: forSlot,
                  target: here('absent'),
                  // Unlinked before it is acknowledged: the host's answer finds no child.
                  actions: [
                    of('releaseResources'),
                    of('unlink'),
                    of('acknowledgeEjection'),
                    'completeIrp',
                  ],
                  meta: { requirements: ['Z02', 'S3.1', 'kernel-rules 47'] },
                },
              ],
            },
          },

          /**
           * Vanished: still known to PnP, and served until its remove IRP. Nothing is sent for it.
           */
          gone: {
            initial: 'known',
            meta: { requirements: ['kernel-rules 45', 'C36'] },
            on: {
              IRP_MN_START_DEVICE: failIrp,
              IRP_MN_QUERY_INTERFACE: failIrp,
              IRP_MN_SET_POWER: [
                tooHigh,
                {
                  guard: forSlot,
                  actions: of('completePowerOfGone'),
                  meta: { requirements: ['kernel-rules 67'] },
                },
              ],
              ...on.unreachable,
              // It has left already; what the host says of the slot now is about nobody.
              VPCI_EJECT: { guard: forSlot },
              VPCI_INVALIDATE_BLOCK: { guard: forSlot },
              VPCI_BUS_RELATIONS2: { actions: of('noteReplacement') },
              VMBUS_RESCIND_CHANNEL_OFFER: { actions: of('forgetReplacement') },
              IRP_MN_SURPRISE_REMOVAL: [
                tooHigh,
                { guard: 'forBus', actions: of('forgetReplacement') },
                { guard: forSlot, actions: 'completeIrp' },
              ],
            },
            states: {
              known: {
                on: {
                  IRP_MN_QUERY_DEVICE_RELATIONS: [
                    tooHigh,
                    { guard: 'forBus', actions: of('noteLeftOut') },
                  ],
                  IRP_MN_REMOVE_DEVICE: [
                    tooHigh,
                    { guard: of('isReported'), target: 'removed', actions: 'completeIrp' },
                    {
                      guard: of('hasReplacement'),
                      target: here('child'),
                      actions: ['completeIrp', of('surveyReplacement')],
                    },
                    {
                      guard: forSlot,
                      target: here('absent'),
                      actions: [of('unlink'), 'completeIrp'],
                    },
                  ],
                },
              },
              /**
               * Removed, but PnP's latest list still has it: deleted when the next one leaves it
               * out.
               */
              removed: {
                on: {
                  IRP_MN_REMOVE_DEVICE: [tooHigh, { guard: forSlot, actions: 'completeIrp' }],
                  IRP_MN_QUERY_DEVICE_RELATIONS: [
                    tooHigh,
                    {
                      guard: of('hasReplacement'),
                      target: here('child'),
                      actions: of('surveyReplacement'),
                    },
                    { guard: 'forBus', ...forget },
                  ],
                },
              },
            },
          },
        },
      },
    },
  });
}
