/**
 * VF Enable, as EnableVirtualization moves it (C01, C02): off, on, and the time in between that the
 * device needs.
 */
import { noReference, tooHigh } from './candidates.ts';

export const virtualizationRegion = {
  initial: 'disabled',
  on: {
    EnableVirtualization: [
      tooHigh,
      noReference,
      { actions: 'refuseEnable', meta: { requirements: ['C01', 'C02'] } },
    ],
    IRP_MN_SURPRISE_REMOVAL: {
      target: '.disabled',
      actions: ['failEnable', 'forgetEnable', 'noteVfsOff'],
    },
    IRP_MN_REMOVE_DEVICE: {
      target: '.disabled',
      actions: ['failEnable', 'forgetEnable', 'noteVfsOff'],
    },
  },
  states: {
    disabled: {
      on: {
        EnableVirtualization: [
          tooHigh,
          noReference,
          {
            guard: 'enableAccepted',
            target: 'enabling',
            actions: ['rememberEnable', 'writeNumVFs'],
            meta: { requirements: ['S1.7', 'C08'] },
          },
          { actions: 'refuseEnable' },
        ],
        // The device answers a call that a removal has ended meanwhile.
        'ConfigBatch.return': { guard: 'isEnable' },
      },
    },
    enabling: {
      initial: 'writingNumVFs',
      onDone: { target: 'enabled', actions: ['noteVfsOn', 'returnEnable', 'forgetEnable'] },
      states: {
        writingNumVFs: {
          on: {
            'ConfigBatch.return': {
              guard: 'isEnable',
              target: 'settingVfEnable',
              actions: ['rememberOffsets', 'setVfEnable'],
            },
          },
        },
        settingVfEnable: {
          on: {
            'ConfigBatch.return': {
              guard: 'isEnable',
              target: 'settling',
              actions: ['returnEnableEarly', 'noteAnswered'],
            },
          },
        },
        settling: { after: { afterVfEnableSet: 'settled' } },
        settled: { type: 'final' },
      },
    },
    enabled: {
      on: {
        EnableVirtualization: [
          tooHigh,
          noReference,
          {
            guard: 'disableAccepted',
            target: 'disabling',
            actions: ['rememberEnable', 'noteVfsOff', 'clearVfEnable'],
            meta: { requirements: ['S5.2', 'S5.3', 'C01'] },
          },
          { actions: 'refuseEnable' },
        ],
      },
    },
    disabling: {
      initial: 'clearingVfEnable',
      onDone: { target: 'disabled', actions: ['returnEnable', 'forgetEnable'] },
      states: {
        clearingVfEnable: {
          on: {
            'ConfigBatch.return': {
              guard: 'isEnable',
              target: 'settling',
              actions: ['returnEnableEarly', 'noteAnswered'],
            },
          },
        },
        settling: {
          after: {
            afterVfEnableCleared: { target: 'clearingNumVFs', actions: 'clearNumVFs' },
          },
        },
        clearingNumVFs: {
          on: { 'ConfigBatch.return': { guard: 'isEnable', target: 'settled' } },
        },
        settled: { type: 'final' },
      },
    },
  },
} as const;
