/** Scenarios in which a property once blamed a driver that does as documented: they hold in every order. */
import { expect, test } from 'vitest';
import { loadDevice } from '../../actors/device/index.ts';
import { stackProperties } from '../../actors/properties/index.ts';
import { compileScenario, parseScenario } from '../../actors/scenario/index.ts';
import { buildStack } from '../../actors/topology.ts';
import { explore } from '../../src/explore/index.ts';

const started = [{ do: 'start-pf' }, { do: 'assign-vf', vf: 0 }];

const cases: readonly [string, readonly object[]][] = [
  [
    'a channel is rescinded before the guest has opened it (NoPacketAfterClose)',
    [
      ...started,
      { do: 'unassign-vf', vf: 0 },
      { do: 'assign-vf', vf: 0 },
      { do: 'revoke-vf', vf: 0 },
    ],
  ],
  [
    'the PF is reset while a function level reset goes on (CarriedOut)',
    [
      ...started,
      { do: 'request-oid', oid: 'OID_SRIOV_RESET_VF', parameters: { vf: 0 }, wait: false },
      { do: 'reset-adapter' },
    ],
  ],
  [
    'a function level reset is cancelled (CarriedOut)',
    [
      ...started,
      { do: 'request-oid', oid: 'OID_SRIOV_RESET_VF', parameters: { vf: 0 }, wait: false },
      { do: 'cancel-oid' },
    ],
  ],
];

test.each(cases)('%s', (title, steps) => {
  const scenario = { name: 'again', title, clients: [{ name: 'administrator', steps }] };
  const compiled = compileScenario(parseScenario(JSON.stringify(scenario), 'again.json'), {
    vfs: 1,
    vbd: false,
  });
  const stack = buildStack({ ...compiled, device: loadDevice('intel-82576') });
  const result = explore(stack.spec, { properties: stackProperties(stack) });
  expect(result.verdict === 'violated' ? result.violation : undefined).toBeUndefined();
  expect(result.verdict).toBe('holds');
});
