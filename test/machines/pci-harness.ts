/** A driver that sits on the PCI bus driver and makes one call after the other: what it is answered. */
import { setup } from 'xstate';
import { builtinProfiles, createDeviceMachine } from '../../actors/device/index.ts';
import { pciBus } from '../../machines/pci-bus.ts';
import type { Readings } from '../../machines/readings.ts';
import type { Message } from '../../src/system/index.ts';
import { messaging, to } from '../../src/system/index.ts';
import { runToEnd } from '../../src/trace/live.ts';
import { PM_CAPABILITY } from '../../src/wdk/config-space.ts';

type Call = Message & Readonly<Record<string, unknown>>;
interface CallerContext {
  readonly calls: readonly Call[];
  readonly next: number;
}
const { send, assign } = messaging<CallerContext, Message>();

const caller = setup({
  types: {} as { context: CallerContext; events: Message; input: { calls: readonly Call[] } },
  actions: {
    call: send('*', ({ context, self }) => {
      const call = context.calls[context.next];
      if (call === undefined) return undefined;
      // A call that nobody answers (a void routine) is followed by the next one at once.
      const go = call.void === true ? [to(self, { type: 'go' })] : [];
      const target = (call.to as string | undefined) ?? 'pci';
      const id = call.void === true ? {} : { id: 'call' };
      return [to(target, { ...id, irql: 'PASSIVE_LEVEL', ...call } as unknown as Message), ...go];
    }),
    count: assign('*', ({ context }) => ({ next: context.next + 1 })),
  },
}).createMachine({
  context: ({ input }) => ({ calls: input.calls, next: 0 }),
  on: { '*': { actions: ['call', 'count'] } },
});

export const query = (interfaceType = 'GUID_PCI_VIRTUALIZATION_INTERFACE', more: object = {}) =>
  ({
    type: 'IRP_MN_QUERY_INTERFACE',
    deviceObject: 'PDO',
    interfaceType,
    size: 128,
    version: 1,
    status: 'STATUS_NOT_SUPPORTED',
    ...more,
  }) as Call;
export const irp = (minor: string): Call => ({ type: minor, deviceObject: 'PDO' });
export const start = irp('IRP_MN_START_DEVICE');
export const enable = (numVFs: number, more: object = {}) =>
  ({
    type: 'EnableVirtualization',
    numVFs,
    enableVfMigration: false,
    enableMigrationInterrupt: false,
    enableVirtualization: true,
    ...more,
  }) as Call;
export const disable = (numVFs = 0) => enable(numVFs, { enableVirtualization: false });
export const dereference = (interfaceType = 'GUID_PCI_VIRTUALIZATION_INTERFACE') =>
  ({ type: 'InterfaceDereference', interfaceType, void: true }) as Call;
export const readVf = (vf: number, offset: number, length: number) =>
  ({ type: 'GetVirtualFunctionData', vf, offset, length }) as Call;
export const power = (powerState: 'D0' | 'D3', type = 'IRP_MN_SET_POWER') =>
  ({ type, deviceObject: 'PDO', powerState }) as Call;
export const pull = { type: 'PullDevice', to: 'device', void: true } as Call;

/** Makes the calls in order on a started profile device; gives each answer without its envelope. */
export function answers(
  calls: readonly Call[],
  options: { device?: string; readings?: Readings } = {},
) {
  const model = builtinProfiles[options.device ?? 'intel-82576']?.();
  if (model === undefined) throw new Error(`no profile ${options.device}`);
  const { segment, rid, vendorId } = model.pf;
  const { pm } = model.pfCapabilities;
  const powerControl = pm === null ? null : pm + PM_CAPABILITY.ControlStatus.offset;
  const readings = options.readings ?? {};
  const run = runToEnd({
    actors: {
      device: { machine: createDeviceMachine(model) },
      pci: {
        machine: pciBus,
        input: { device: 'device', segment, pfRid: rid, vendorId, powerControl, readings },
      },
      caller: { machine: caller, input: { calls } },
    },
    initial: [{ from: 'environment', to: 'caller', message: { type: 'go' } }],
  });
  const received = run.steps
    .filter(({ to: receiver, message }) => receiver === 'caller' && message.type !== 'go')
    .map(({ message, timeMs }) => ({ ...message, timeMs }) as unknown as Record<string, unknown>);
  return { received, run, pci: run.view.pci };
}

/** The statuses (or byte counts) of the answers, in order. */
export function statuses(calls: readonly Call[], options: Parameters<typeof answers>[1] = {}) {
  return answers(calls, options).received.map((answer) => answer.status ?? answer.count);
}
