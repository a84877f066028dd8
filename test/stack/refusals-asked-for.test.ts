/** Drivers that forget to refuse, to give up or to look at an answer are found by the scenarios that ask for it. */
import { expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { loadDevice } from '../../actors/device/index.ts';
import { stackProperties } from '../../actors/properties/index.ts';
import { compileScenario, libraryScenario } from '../../actors/scenario/index.ts';
import { buildStack } from '../../actors/topology.ts';
import { pciBus } from '../../machines/pci-bus.ts';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import { vbd } from '../../machines/vbd.ts';
import { vfActions } from '../../machines/vf/actions.ts';
import { vfMiniport } from '../../machines/vf-miniport.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { explore } from '../../src/explore/index.ts';
import { on, varied } from '../zoo/bench.ts';

const never = () => false;
const vpciBus = createVpciBus({ slots: 1 });
const pfCall = 'operating.adapter.initialized.request.calling';
/** The PF miniport that takes the return of a call for a success, whatever it says. */
const trusting = (state: string, returned: string, ...actions: readonly string[]) =>
  varied(pfMiniport, {
    [`${pfCall}.${state}`]: on({
      [returned]: { target: '#idle', actions: [...actions, 'completeDone', 'forgetOid'] },
    }),
  });

const cases: readonly [string, string, string, AnyStateMachine, string][] = [
  [
    'a PF miniport that carries every OID out',
    'oid-refusals',
    'pf',
    pfMiniport.provide({ guards: { cannotBeDone: never } }),
    'ExpectedStatus',
  ],
  [
    'a PCI bus driver that accesses what is not there',
    'pf-bus-refusals',
    'pci',
    pciBus.provide({ guards: { canBeAccessed: () => true } }),
    'ExpectedStatus',
  ],
  [
    'a VPCI bus driver that takes every IOCTL',
    'vf-bus-refusals',
    'vpci',
    vpciBus.provide({ guards: { isBadBlock: never } }),
    'ExpectedStatus',
  ],
  [
    'a VF miniport that starts without its attributes',
    'vf-start-fails',
    'vf',
    vfMiniport.provide({ guards: { attributeRefused: never } }),
    'NoBugcheck',
  ],
  [
    'a PF miniport that starts without its attributes',
    'pf-start-fails',
    'pf',
    pfMiniport.provide({ guards: { refused: never } }),
    'ExpectedStatus',
  ],
  [
    'a PF miniport that does not look at the answer to its last attributes',
    'pf-attributes-refused',
    'pf',
    varied(pfMiniport, {
      'operating.adapter.initializing.announcing': on({
        'NdisMSetMiniportAttributes.return': {
          target: '#initialized',
          actions: 'returnInitialized',
        },
      }),
    }),
    'ExpectedStatus',
  ],
  [
    'a VF miniport that does not look at the answer to its last attributes',
    'vf-attributes-refused',
    'vf',
    varied(vfMiniport, {
      'operating.adapter.Initializing.hardwareAssist': on({
        'NdisMSetMiniportAttributes.return': {
          target: '#vfMiniport.operating.adapter.Paused',
          actions: ['returnInitialized', 'forgetInitialize'],
        },
      }),
    }),
    'ExpectedStatus',
  ],
  [
    'a PF miniport that has a switch though VF Enable failed',
    'pf-enable-refused',
    'pf',
    trusting('enabling', 'NdisMEnableVirtualization.return', 'noteEnabled', 'openBuiltSwitch'),
    'CarriedOut',
  ],
  [
    'a PF miniport that allocates a VF without its location',
    'pf-bus-silent',
    'pf',
    trusting('locating', 'NdisMGetVirtualFunctionLocation.return', 'allocateVf'),
    'CarriedOut',
  ],
  [
    'a PF miniport that reports BARs that it could not probe',
    'pf-bus-silent',
    'pf',
    trusting('readingBars', 'NdisMQueryProbedBars.return'),
    'CarriedOut',
  ],
  [
    'a VBD that starts though the bus below did not',
    'vf-without-resources',
    'vbd',
    varied(vbd, {
      'operating.function.starting.forwarding': on({
        IoCompleteRequest: { guard: 'lowerDone', target: 'queryingFirst', actions: 'queryFirst' },
      }),
    }),
    'LowerDriverFirst',
  ],
  [
    'a VF miniport that cancels its read in place of its write',
    'cancel-one',
    'vf',
    vfMiniport.provide({ actions: { cancelWriteIoctl: vfActions.cancelReadIoctl } }),
    'ExpectedStatus',
  ],
];

test.each(cases)('%s is found by %s', (_, name, part, machine, property) => {
  const compiled = compileScenario(libraryScenario(name), { vfs: 1, vbd: part === 'vbd' });
  const device = loadDevice('intel-82576');
  const stack = buildStack({ ...compiled, device, replacements: { [part]: machine } });
  const result = explore(stack.spec, { properties: stackProperties(stack) });
  expect(result).toMatchObject({ verdict: 'violated', property });
});
