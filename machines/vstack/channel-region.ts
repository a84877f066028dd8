/**
 * The VPCI provider's end of one guest's channel: offered when a VF is there for the guest,
 * rescinded when the last one has left. What is still on its way when the channel goes is not
 * answered any more.
 */
export function channelRegion(guest: number) {
  const params = { guest };
  const of = <T extends string>(type: T) => ({ type, params }) as const;
  const fromGuest = of('isFromGuest');
  /** A request of a VF: an OID for the PF, or refused where the slot holds no VF (any more). */
  const request = [
    {
      guard: of('canBeRelayed'),
      actions: [of('rememberRelay'), of('relay')],
      meta: { requirements: ['S2.8', 'S6.2', 'S9.2', 'S12.1'] },
    },
    { guard: fromGuest, actions: of('refuseRelay') },
  ] as const;
  const tooLate = { guard: fromGuest } as const;
  const deserted = {
    guard: of('isDeserted'),
    target: 'rescinded',
    actions: [of('rescind'), of('abandonRelays'), of('noteNoD0')],
  } as const;

  const closedByGuest = {
    guard: fromGuest,
    target: 'closedByGuest',
    actions: [of('abandonRelays'), of('noteNoD0')],
  } as const;

  return {
    initial: 'closed',
    on: {
      // Of another life of the channel, or answered before: nobody waits for them here.
      VPCI_EJECTION_COMPLETE: tooLate,
      VPCI_RESOURCES_RELEASED: { guard: fromGuest, actions: of('noteReleased') },
      ProtocolOidRequestComplete: {
        guard: of('isRelayOfGuest'),
        actions: [of('completeRelay'), of('noteBars'), of('noteStarted'), of('forgetRelay')],
      },
      NdisMInvalidateConfigBlock: { guard: of('isNewsForGuest'), actions: of('cacheMask') },
    },
    states: {
      closed: {
        always: { guard: of('canBeOffered'), target: 'offered', actions: of('offerChannel') },
      },
      /** No message but the version query is legal before a version is agreed on. */
      offered: {
        always: deserted,
        on: {
          VMBUS_CLOSE_CHANNEL: closedByGuest,
          VPCI_QUERY_PROTOCOL_VERSION: [
            { guard: of('isFromGuestAndKnown'), target: 'versioned', actions: of('acceptVersion') },
            { guard: fromGuest, actions: of('refuseVersion') },
          ],
        },
      },
      versioned: {
        always: deserted,
        on: {
          VMBUS_CLOSE_CHANNEL: closedByGuest,
          VPCI_QUERY_BUS_RELATIONS: { guard: fromGuest, actions: of('sendRelations') },
          VPCI_FDO_D0_ENTRY: {
            guard: fromGuest,
            target: 'd0',
            actions: [
              of('noteD0'),
              of('sendRelations'),
              of('completeD0Entry'),
              of('sendCachedMasks'),
              of('forgetCachedMasks'),
            ],
            meta: { requirements: ['vpci-protocol 4', 'Z50'] },
          },
          VPCI_FDO_D0_EXIT: { guard: fromGuest, actions: of('completeD0Exit') },
        },
      },
      d0: {
        always: deserted,
        on: {
          VPCI_QUERY_BUS_RELATIONS: { guard: fromGuest, actions: of('sendRelations') },
          VMBUS_CLOSE_CHANNEL: closedByGuest,
          // The previous owner never left D0: refused, the guest exits and tries again (Z15).
          VPCI_FDO_D0_ENTRY: { guard: fromGuest, actions: of('refuseD0Entry') },
          VPCI_FDO_D0_EXIT: {
            guard: fromGuest,
            target: 'versioned',
            actions: [of('noteNoD0'), of('completeD0Exit')],
          },
          VPCI_QUERY_RESOURCE_REQUIREMENTS: request,
          VPCI_RESOURCES_ASSIGNED2: [
            {
              guard: of('hasNoBar'),
              actions: [of('noteStartedNow'), of('completeAssigned')],
            },
            ...request,
          ],
          VPCI_READ_BLOCK: request,
          VPCI_WRITE_BLOCK: request,
          VPCI_POWER_STATE_CHANGE: request,
          VpciConfigRead: request,
          VpciConfigWrite: request,
          NdisMInvalidateConfigBlock: {
            guard: of('isNewsForGuest'),
            actions: [of('cacheMask'), of('sendCachedMasks'), of('forgetCachedMasks')],
            meta: { requirements: ['S8.3', 'S8.4'] },
          },
        },
      },
      /** The guest has removed its bus; a new offer comes with the next VF. */
      closedByGuest: { always: { guard: of('isDeserted'), target: 'closed' } },
      /** Until the guest has taken note. What it still sends crosses the rescind. */
      rescinded: {
        meta: { requirements: ['vpci-protocol 4'] },
        on: {
          VPCI_QUERY_PROTOCOL_VERSION: tooLate,
          VPCI_QUERY_BUS_RELATIONS: tooLate,
          VPCI_FDO_D0_ENTRY: tooLate,
          VPCI_FDO_D0_EXIT: tooLate,
          VPCI_QUERY_RESOURCE_REQUIREMENTS: tooLate,
          VPCI_RESOURCES_ASSIGNED2: tooLate,
          VPCI_READ_BLOCK: tooLate,
          VPCI_WRITE_BLOCK: tooLate,
          VPCI_POWER_STATE_CHANGE: tooLate,
          VpciConfigRead: tooLate,
          VpciConfigWrite: tooLate,
          VMBUS_CLOSE_CHANNEL: { guard: fromGuest, target: 'closed' },
        },
      },
    },
  } as const;
}
