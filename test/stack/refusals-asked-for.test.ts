/** Drivers that forget to refuse, or to give up, are found by the scenarios that ask for it. */
import { expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { loadDevice } from '../../actors/device/index.ts';
import { stackProperties } from '../../actors/properties/index.ts';
import { compileScenario, libraryScenario } from '../../actors/scenario/index.ts';
import { buildStack } from '../../actors/topology.ts';
import { pciBus } from '../../machines/pci-bus.ts';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import { vfMiniport } from '../../machines/vf-miniport.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { explore } from '../../src/explore/index.ts';

const never = () => false;
const vpciBus = createVpciBus({ slots: 1 });

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
];

test.each(cases)('%s is found by %s', (_, name, part, machine, property) => {
  const compiled = compileScenario(libraryScenario(name), { vfs: 1, vbd: false });
  const device = loadDevice('intel-82576');
  const stack = buildStack({ ...compiled, device, replacements: { [part]: machine } });
  const result = explore(stack.spec, { properties: stackProperties(stack) });
  expect(result).toMatchObject({ verdict: 'violated', property });
});
