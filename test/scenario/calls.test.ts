/** Raw calls in a scenario file: what is sent for them, and what a user is told who writes one wrongly. */
import { describe, expect, test } from 'vitest';
import { compileScenario, parseScenario } from '../../actors/scenario/index.ts';

const file = (...steps: readonly object[]) =>
  `{ "name": "x", "title": "t", "clients": [ { "name": "a", "steps": [\n${steps
    .map((step) => JSON.stringify(step))
    .join(',\n')} ] } ] }`;

function compiled(choice: Parameters<typeof compileScenario>[1], ...steps: readonly object[]) {
  const { clients } = compileScenario(parseScenario(file(...steps), 'x.json'), choice);
  return (clients[0]?.steps ?? []).map(({ to, message }) => [to, message] as const);
}

function errorOf(text: string): string {
  try {
    parseScenario(text, 'x.json');
  } catch (error) {
    return (error as Error).message.replaceAll('\n    ', ' ');
  }
  return 'no error';
}

describe('a raw call', () => {
  test('is legal but for what the scenario says', () => {
    const query = { routine: 'IRP_MN_QUERY_INTERFACE', interface: 'GUID_VPCI_INTERFACE_STANDARD' };
    const [legal, short] = compiled(
      { vfs: 4, guests: 2 },
      { do: 'call-vf-bus', vf: 3, call: query },
      { do: 'call-vf-bus', vf: 3, call: { ...query, size: 8 } },
    );
    const call = {
      type: 'IRP_MN_QUERY_INTERFACE',
      irql: 'PASSIVE_LEVEL',
      slot: 1,
      deviceObject: 'PDO',
      interfaceType: 'GUID_VPCI_INTERFACE_STANDARD',
      size: 56,
      version: 1,
      status: 'STATUS_NOT_SUPPORTED',
    };
    expect(legal).toEqual(['tester.vf3', { type: 'MakeCall', driver: 'vpci.g1', call }]);
    expect(short).toEqual([
      'tester.vf3',
      { type: 'MakeCall', driver: 'vpci.g1', call: { ...call, size: 8 } },
    ]);
  });

  test('of an IOCTL has an output buffer as long as the request, unless told otherwise', () => {
    const call = { routine: 'IOCTL_VPCI_READ_BLOCK', block: 1, bytes: 16 };
    const calls = compiled(
      { vfs: 1 },
      { do: 'call-vf-bus', vf: 0, call },
      { do: 'call-vf-bus', vf: 0, call: { ...call, outputBytes: 8 } },
    ).map(([, message]) => message.call);
    expect(calls).toMatchObject([{ outputBufferLength: 16 }, { outputBufferLength: 8 }]);
  });

  test('of an OID goes to NDIS', () => {
    const step = {
      do: 'request-oid',
      oid: 'OID_SRIOV_RESET_VF',
      parameters: { vf: 7 },
      timeout: 2,
    };
    const call = {
      type: 'NdisOidRequest',
      irql: 'PASSIVE_LEVEL',
      oid: 'OID_SRIOV_RESET_VF',
      parameters: { vf: 7 },
      timeout: 2,
    };
    expect(compiled({ vfs: 1 }, step, { do: 'cancel-oid' })).toEqual([
      ['tester', { type: 'MakeCall', driver: 'ndis', call }],
      ['tester', { type: 'CancelCall' }],
    ]);
  });

  test('to a VBD is left out where there is none', () => {
    const step = { do: 'call-pf-bus', at: 'vbd', call: { routine: 'GetResources' } };
    expect(compiled({ vfs: 1, vbd: false }, step)).toEqual([]);
    expect(compiled({ vfs: 1, vbd: true }, step)[0]?.[1]).toMatchObject({ driver: 'vbd' });
  });

  test('that is written wrongly is answered with what is legal', () => {
    const text = file(
      { do: 'request-oid', oid: 'OID_SRIOV_RESET_VFS', parameters: { vfs: 1 } },
      { do: 'call-pf-bus', call: { routine: 'GetLocations' } },
      { do: 'call-pf-bus', call: { routine: 'GetLocation', vf: 1, virtualFunction: 70000 } },
      { do: 'call-vf-bus', vf: 0, call: { routine: 'ReadVfConfigBlock', block: 1 }, at: 'pci' },
      { do: 'call-vf-bus', call: { routine: 'GetBusData', offset: 0, bytes: 4 } },
    );
    expect(errorOf(text).split('\n')).toEqual([
      `x.json:2:27: clients[0].steps[0].oid: is 'OID_SRIOV_RESET_VFS': legal are OID_NIC_SWITCH_CREATE_SWITCH, OID_NIC_SWITCH_DELETE_SWITCH, OID_NIC_SWITCH_PARAMETERS and so on; did you mean 'OID_SRIOV_RESET_VF'?`,
      `x.json:2:63: clients[0].steps[0].parameters: there is no field 'vfs'; did you mean 'vf'?; the fields are vf, requestorId, switchId, numVFs, vport, attachedFunction, filter, destinationVPort, offset, length, value, blockId, block, powerState, wakeEnable, bar, set, vportState, bufferBytes`,
      `x.json:3:39: clients[0].steps[1].call.routine: is 'GetLocations': legal are 'IRP_MN_QUERY_INTERFACE', 'InterfaceReference', 'InterfaceDereference', 'IRP_MN_QUERY_CAPABILITIES', 'IRP_MN_READ_CONFIG', 'IRP_MN_WRITE_CONFIG', 'GetBusData', 'SetBusData', 'EnableVirtualization', 'GetLocation', 'GetResources', 'GetVirtualFunctionProbedBars', 'GetVirtualFunctionData', 'SetVirtualFunctionData'; did you mean 'GetLocation'?`,
      `x.json:4:78: clients[0].steps[2].call.virtualFunction: is 70000: must be at most 65535`,
      `x.json:4:53: clients[0].steps[2].call: there is no field 'vf'; the fields are routine, virtualFunction`,
      `x.json:5:35: clients[0].steps[3].call.bytes: is missing: must be a number`,
      `x.json:5:82: clients[0].steps[3].at: is 'pci': legal are 'bus', 'vbd'`,
    ]);
  });

  test('needs a VF where the client is not one per VF', () => {
    const step = { do: 'call-vf-bus', call: { routine: 'GetBusData', offset: 0, bytes: 4 } };
    expect(errorOf(file(step))).toMatchInlineSnapshot(
      `"x.json:2:1: clients[0].steps[0]: call-vf-bus needs 'vf', since client 'a' is not one per VF"`,
    );
  });
});

test('what NDIS and the host refuse is checked, and goes into the topology', () => {
  const text = (stack: object) =>
    `{ "name": "x", "title": "t", "stack": ${JSON.stringify(stack)},
      "clients": [ { "name": "a", "steps": [ { "do": "start-pf" } ] } ] }`;
  const stack = { refused: ['VPCI_READ_BLOCK'], vpciVersion: 'WIN8' } as const;
  expect(compileScenario(parseScenario(text(stack), 'x.json'))).toMatchObject(stack);
  expect(errorOf(text({ refused: ['VPCI_READ_BLOCKS'], vpciVersion: 'W8' })).split('\n')).toEqual([
    `x.json:1:51: stack.refused[0]: is 'VPCI_READ_BLOCKS': legal are 'pf-registration-attributes', 'pf-general-attributes', 'pf-hardware-assist-attributes', 'vf-registration-attributes', 'vf-general-attributes', 'vf-hardware-assist-attributes', 'NdisMEnableVirtualization', 'NdisMGetVirtualFunctionLocation', 'NdisMQueryProbedBars', 'NdisMGetVirtualFunctionBusData', 'NdisMSetVirtualFunctionBusData', 'VPCI_QUERY_RESOURCE_REQUIREMENTS', 'VPCI_RESOURCES_ASSIGNED2', 'VPCI_READ_BLOCK', 'VPCI_WRITE_BLOCK', 'VPCI_POWER_STATE_CHANGE', 'VpciConfigRead', 'VpciConfigWrite'; did you mean 'VPCI_READ_BLOCK'?`,
    `x.json:1:85: stack.vpciVersion: is 'W8': legal are 'WIN8', 'WIN10', 'RS1', 'VB', 'FE', 'GE', 'DT'`,
  ]);
});
