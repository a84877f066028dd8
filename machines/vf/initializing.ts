/** MiniportInitializeEx: attributes are set in the order that NDIS wants, each with its answer. */

const refused = {
  guard: 'attributeRefused',
  target: '#vfMiniport.operating.adapter.Halted',
  actions: ['returnNotInitialized', 'forgetInitialize'],
} as const;

export const initializing = {
  initial: 'registration',
  meta: { requirements: ['S1.6', 'S2.10'] },
  states: {
    registration: {
      on: {
        'NdisMSetMiniportAttributes.return': [
          refused,
          { target: 'general', actions: 'setGeneral' },
        ],
      },
    },
    general: {
      on: {
        'NdisMSetMiniportAttributes.return': [
          refused,
          {
            target: 'hardwareAssist',
            actions: 'setHardwareAssist',
            meta: { requirements: ['C25'] },
          },
        ],
      },
    },
    hardwareAssist: {
      on: {
        'NdisMSetMiniportAttributes.return': [
          refused,
          {
            target: '#vfMiniport.operating.adapter.Paused',
            actions: ['returnInitialized', 'forgetInitialize'],
          },
        ],
      },
    },
  },
} as const;
