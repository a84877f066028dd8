/**
 * ┌────────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ A driver of another device stack that holds a reference on the PF's                            │
 * │ GUID_BUS_INTERFACE_STANDARD: it asks the PCI bus driver with IRP_MN_QUERY_INTERFACE and        │
 * │ dereferences when it is told to. It does not listen to GUID_TARGET_DEVICE_QUERY_REMOVE, so     │
 * │ while it holds the reference the bus driver must refuse query-remove. Rules:                   │
 * │ irp-mn-query-interface.md (exporter references, importer dereferences once, no call            │
 * │ afterwards).                                                                                   │
 * └────────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import { setup } from 'xstate';
import { messaging, sender, to } from '../src/system/index.ts';
import { INTERFACE, interfaceSizeBytes } from '../src/wdk/interfaces.ts';
import { ntSuccess } from '../src/wdk/ntstatus.ts';
import type {
  DispatchReturn,
  InterfaceDereferenceReturn,
  IoCompleteRequest,
  Note,
  QueryInterface,
} from './messages/index.ts';

/** A client to the holder: query the interface and keep it. Answered by `HoldInterface.done`. */
export interface HoldInterface extends Note<'HoldInterface'> {
  readonly id: string;
}
/** A client to the holder: dereference it. Answered by `ReleaseInterface.done`. */
export interface ReleaseInterface extends Note<'ReleaseInterface'> {
  readonly id: string;
}
type HolderEvent =
  | HoldInterface
  | ReleaseInterface
  | IoCompleteRequest
  | DispatchReturn
  | InterfaceDereferenceReturn;

export interface HolderInput {
  /** Id of the bus driver; `pci` unless a test says otherwise. */
  readonly bus?: string;
}
export interface HolderContext {
  readonly bus: string;
  /** Who asked, while the IRP or the call is below. */
  readonly asker: { readonly client: string; readonly id: string } | null;
}

const { send, reply, assign, when } = messaging<HolderContext, HolderEvent>();

export const interfaceHolder = setup({
  types: {} as { context: HolderContext; events: HolderEvent; input: HolderInput | undefined },
  guards: {
    granted: when('IoCompleteRequest', ({ event }) => ntSuccess(event.status)),
  },
  actions: {
    noteAsker: assign(['HoldInterface', 'ReleaseInterface'], ({ event }) => ({
      asker: { client: sender(event), id: event.id },
    })),
    forgetAsker: assign('*', () => ({ asker: null })),
    queryInterface: send('HoldInterface', ({ context }) =>
      to(context.bus, {
        type: 'IRP_MN_QUERY_INTERFACE',
        id: 'interface',
        irql: 'PASSIVE_LEVEL',
        deviceObject: 'PDO',
        interfaceType: 'GUID_BUS_INTERFACE_STANDARD',
        size: interfaceSizeBytes('BUS_INTERFACE_STANDARD'),
        version: INTERFACE.BUS_INTERFACE_STANDARD.version,
        status: 'STATUS_NOT_SUPPORTED',
      } satisfies QueryInterface),
    ),
    tellAsker: send('IoCompleteRequest', ({ context, event }) =>
      context.asker === null
        ? undefined
        : to(context.asker.client, {
            type: 'HoldInterface.done',
            id: context.asker.id,
            status: event.status,
          }),
    ),
    dereference: send('ReleaseInterface', ({ context }) =>
      to(context.bus, {
        type: 'InterfaceDereference',
        interfaceType: 'GUID_BUS_INTERFACE_STANDARD',
        id: 'interface',
      }),
    ),
    tellReleased: send('InterfaceDereference.return', ({ context }) =>
      context.asker === null
        ? undefined
        : to(context.asker.client, {
            type: 'ReleaseInterface.done',
            id: context.asker.id,
            status: 'STATUS_SUCCESS',
          }),
    ),
    sayBusy: reply(['HoldInterface', 'ReleaseInterface'], ({ event }) => ({
      type: `${event.type}.done`,
      id: event.id,
      status: 'STATUS_DEVICE_BUSY',
    })),
    sayNotHeld: reply('ReleaseInterface', ({ event }) => ({
      type: 'ReleaseInterface.done',
      id: event.id,
      status: 'STATUS_INVALID_HANDLE',
    })),
    sayHeldAlready: reply('HoldInterface', ({ event }) => ({
      type: 'HoldInterface.done',
      id: event.id,
      status: 'STATUS_INVALID_DEVICE_STATE',
    })),
  },
}).createMachine({
  id: 'interfaceHolder',
  context: ({ input }) => ({ bus: input?.bus ?? 'pci', asker: null }),
  initial: 'without',
  states: {
    without: {
      on: {
        HoldInterface: { target: 'querying', actions: ['noteAsker', 'queryInterface'] },
        ReleaseInterface: { actions: 'sayNotHeld' },
      },
    },
    querying: {
      on: {
        HoldInterface: { actions: 'sayBusy' },
        ReleaseInterface: { actions: 'sayBusy' },
        // The dispatch routine may pend the IRP; only its completion counts.
        'IoCallDriver.return': {},
        IoCompleteRequest: [
          { guard: 'granted', target: 'holding', actions: ['tellAsker', 'forgetAsker'] },
          { target: 'without', actions: ['tellAsker', 'forgetAsker'] },
        ],
      },
    },
    holding: {
      on: {
        HoldInterface: { actions: 'sayHeldAlready' },
        ReleaseInterface: { target: 'releasing', actions: ['noteAsker', 'dereference'] },
      },
    },
    /** The call has not returned: the reference may still count. */
    releasing: {
      on: {
        HoldInterface: { actions: 'sayBusy' },
        ReleaseInterface: { actions: 'sayBusy' },
        'InterfaceDereference.return': {
          target: 'without',
          actions: ['tellReleased', 'forgetAsker'],
        },
      },
    },
  },
});
