/**
 * One VM network adapter in the virtualization stack: from nothing to a VF on the guest's bus (S2),
 * and back in the order that NDIS wants (S3): filters, VPort, reset, free. An OID that fails on the
 * way back is passed over: after a surprise removal all of them do.
 */
export function adapterRegion(vf: number) {
  const params = { vf };
  const of = <T extends string>(type: T) => ({ type, params }) as const;
  const succeeded = of('oidSucceeded');
  const done = of('oidDone');
  const failed = {
    guard: done,
    target: `#vstack.operating.adapter${vf}.detaching`,
    actions: of('noteFailure'),
  } as const;
  const refused = { guard: of('isVf'), actions: of('refuseAsk') } as const;
  const asked = of('rememberAsk');

  return {
    initial: 'unassigned',
    on: {
      AssignVf: refused,
      UnassignVf: refused,
      RevokeVf: refused,
      ResetVf: refused,
      SetVfPower: refused,
      // The answer to a reset or power request may come when the VF is already on its way out.
      ProtocolOidRequestComplete: {
        guard: of('controlDone'),
        actions: [of('answerControl'), of('forgetControl')],
      },
    },
    states: {
      unassigned: {
        on: {
          AssignVf: [
            {
              guard: of('isVfAndBound'),
              target: 'attaching',
              actions: asked,
              meta: { requirements: ['S2.1', 'S2.2'] },
            },
            { guard: of('isVfBeforeBind'), target: 'awaitingAdapter', actions: asked },
            refused,
          ],
        },
      },
      /** The PF's adapter has not been bound yet. */
      awaitingAdapter: { always: { guard: 'isBound', target: 'attaching' } },
      attaching: {
        initial: 'settingFilter',
        states: {
          settingFilter: {
            entry: of('setFilter'),
            on: {
              ProtocolOidRequestComplete: [
                { guard: succeeded, target: 'allocating', actions: of('keepFilter') },
                failed,
              ],
            },
          },
          allocating: {
            entry: of('allocateVf'),
            meta: { requirements: ['S2.2', 'S2.4'] },
            on: {
              ProtocolOidRequestComplete: [
                { guard: succeeded, target: 'creatingVPort', actions: of('keepVf') },
                failed,
              ],
            },
          },
          creatingVPort: {
            entry: of('createVPort'),
            meta: { requirements: ['S2.5'] },
            on: {
              ProtocolOidRequestComplete: [
                { guard: succeeded, target: 'movingFilter', actions: of('keepVPort') },
                failed,
              ],
            },
          },
          movingFilter: {
            entry: of('moveFilterToVf'),
            meta: { requirements: ['S2.6'] },
            on: {
              ProtocolOidRequestComplete: [{ guard: succeeded, target: 'queryingIds' }, failed],
            },
          },
          queryingIds: {
            entry: of('queryIds'),
            meta: { requirements: ['OID_SRIOV_VF_VENDOR_DEVICE_ID'] },
            on: {
              ProtocolOidRequestComplete: [
                {
                  guard: succeeded,
                  target: `#vstack.operating.adapter${vf}.assigned`,
                  actions: [
                    of('keepIds'),
                    of('putOnBus'),
                    of('tellGuest'),
                    of('sendMaskInD0'),
                    of('forgetMaskInD0'),
                    of('answerAsks'),
                    of('forgetAsks'),
                  ],
                  meta: { requirements: ['S2.7'] },
                },
                failed,
              ],
            },
          },
        },
      },
      assigned: {
        always: [
          { guard: 'adapterIsLost', target: 'detaching', meta: { requirements: ['S14'] } },
          { guard: 'mustLetGo', target: 'leaving', meta: { requirements: ['S5.1'] } },
        ],
        on: {
          UnassignVf: [
            {
              guard: of('isVf'),
              target: 'leaving',
              actions: asked,
              meta: { requirements: ['S3.1'] },
            },
          ],
          // The guest is not asked: a time-out of the graceful way, or a failover that cannot wait
          // (S4.2).
          RevokeVf: [
            {
              guard: of('isVf'),
              target: 'detaching',
              actions: asked,
              meta: { requirements: ['S4.1', 'S4.2'] },
            },
          ],
          ResetVf: [
            {
              guard: of('isFree'),
              actions: [of('rememberControl'), of('requestReset')],
              meta: { requirements: ['S12.1'] },
            },
            refused,
          ],
          SetVfPower: [
            {
              guard: of('isFree'),
              actions: [of('rememberControl'), of('requestPower')],
              meta: { requirements: ['S12.1'] },
            },
            refused,
          ],
        },
      },
      /** Is the guest to be asked first? */
      leaving: {
        always: [
          { guard: of('mustBeEjected'), target: 'ejecting', actions: of('eject') },
          { target: 'detaching' },
        ],
      },
      /**
       * C31: pages have the VF miniport halted before the filters move, or by FREE_VF. Taken: the
       * guest stops its driver first, and answers; after a minute the VF is taken without an
       * answer.
       */
      ejecting: {
        always: [
          { guard: 'adapterIsLost', target: 'detaching' },
          // It has left D0 or closed the channel: no answer will come, and nothing holds the VF.
          { guard: of('guestHasLeft'), target: 'detaching' },
        ],
        after: { ejectTimeout: { target: 'detaching', meta: { requirements: ['S4.2'] } } },
        meta: { requirements: ['vpci-protocol 4', 'C31'] },
        on: {
          VPCI_EJECTION_COMPLETE: { guard: of('isEjectedSlot'), target: 'detaching' },
          RevokeVf: [{ guard: of('isVf'), target: 'detaching', actions: asked }],
        },
      },
      detaching: {
        entry: [of('takeOffBus'), of('tellGuest')],
        initial: 'movingFilter',
        meta: { requirements: ['S3.3', 'S3.4', 'S3.5', 'S3.6', 'S4.3'] },
        states: {
          movingFilter: {
            always: { guard: of('hasNoVPort'), target: 'resetting' },
            entry: of('moveFilterBackIfAny'),
            on: { ProtocolOidRequestComplete: { guard: done, target: 'deletingVPort' } },
          },
          deletingVPort: {
            entry: of('deleteVPort'),
            on: {
              ProtocolOidRequestComplete: {
                guard: done,
                target: 'resetting',
                actions: of('forgetVPort'),
              },
            },
          },
          resetting: {
            always: { guard: of('hasNoVf'), target: 'clearingFilter' },
            entry: of('resetVfIfAny'),
            on: { ProtocolOidRequestComplete: { guard: done, target: 'freeing' } },
          },
          freeing: {
            entry: of('freeVf'),
            on: {
              ProtocolOidRequestComplete: {
                guard: done,
                target: 'clearingFilter',
                actions: of('forgetVf'),
              },
            },
          },
          clearingFilter: {
            always: {
              guard: of('hasNoFilter'),
              target: `#vstack.operating.adapter${vf}.unassigned`,
              actions: [of('answerAsks'), of('forgetAsks')],
            },
            entry: of('clearFilterIfAny'),
            on: {
              ProtocolOidRequestComplete: {
                guard: done,
                target: `#vstack.operating.adapter${vf}.unassigned`,
                actions: [of('forgetFilter'), of('answerAsks'), of('forgetAsks')],
              },
            },
          },
        },
      },
    },
  } as const;
}
