/** Scripted peers of the PF miniport and its NDIS: a bus driver, a protocol, a PnP manager. */

import type { OidParameters, OidResult } from '../../machines/messages/index.ts';
import type { Message, Outgoing } from '../../src/system/index.ts';
import { CONSTANT } from '../../src/wdk/constants.ts';
import type { ActorUnderTest, Script } from './pf-explore.ts';

type Fields = Readonly<Record<string, unknown>>;
export const to = (id: string, message: Message & Fields): Outgoing => ({ to: id, message });

// The bus driver: PCI, or a VBD that keeps the virtualization interface to itself.

export interface BusState {
  readonly references: number;
  readonly enabled: boolean;
  readonly gone: boolean;
}

const routines = [
  'EnableVirtualization',
  'GetVirtualFunctionData',
  'SetVirtualFunctionData',
  'GetLocation',
  'GetVirtualFunctionProbedBars',
];

/** What a routine of PCI_VIRTUALIZATION_INTERFACE returns, and the state afterwards. */
function routine(state: BusState, name: string, p: Fields): { state: BusState; result: Fields } {
  if (state.gone) return { state, result: { status: 'STATUS_NO_SUCH_DEVICE', count: 0 } };
  switch (name) {
    case 'EnableVirtualization': {
      const enable = p.enableVirtualization === true;
      const ok = enable !== state.enabled;
      const status = ok ? 'STATUS_SUCCESS' : 'STATUS_INVALID_DEVICE_STATE';
      return { state: { ...state, enabled: enable }, result: { status } };
    }
    case 'GetLocation': {
      const location = { segmentNumber: 0, busNumber: 3, functionNumber: 16 + Number(p.vf) };
      return { state, result: { status: 'STATUS_SUCCESS', ...location } };
    }
    case 'GetVirtualFunctionProbedBars':
      return { state, result: { status: 'STATUS_SUCCESS', bars: [0xfffff000, 0, 0, 0, 0, 0] } };
    case 'GetVirtualFunctionData':
      return {
        state,
        result: { status: 'STATUS_SUCCESS', count: state.enabled ? p.length : 0, value: 7 },
      };
    default:
      return { state, result: { status: 'STATUS_SUCCESS', count: state.enabled ? p.length : 0 } };
  }
}

/**
 * Completes IRPs, counts references and answers routines. A routine that is called without a
 * reference, or a remove while one is out, is not expected. `Pull` makes it fail everything from
 * then on.
 */
export function bus(kind: 'pci' | 'vbd'): ActorUnderTest {
  const script: Script<BusState> = (state, message) => {
    const { type, from = '', id } = message;
    if (type === 'Pull') return { state: { ...state, gone: true } };
    if (type === 'IRP_MN_QUERY_INTERFACE') {
      const granted =
        !state.gone && (kind === 'pci' || message.interfaceType === 'GUID_BUS_INTERFACE_STANDARD');
      const completion = {
        type: 'IoCompleteRequest',
        id,
        request: type,
        status: granted ? 'STATUS_SUCCESS' : message.status,
      };
      const references = state.references + (granted ? 1 : 0);
      return { state: { ...state, references }, sent: [to(from, completion)] };
    }
    if (type.startsWith('IRP_MN_')) {
      const busy = type === 'IRP_MN_QUERY_REMOVE_DEVICE' && state.references > 0;
      if (type === 'IRP_MN_REMOVE_DEVICE' && state.references > 0) return undefined;
      const failed = busy || (type === 'IRP_MN_START_DEVICE' && state.gone);
      const status = failed ? 'STATUS_UNSUCCESSFUL' : 'STATUS_SUCCESS';
      return { state, sent: [to(from, { type: 'IoCompleteRequest', id, request: type, status })] };
    }
    if (type === 'InterfaceDereference') {
      if (state.references === 0) return undefined;
      return { state: { ...state, references: state.references - 1 } };
    }
    if (type === 'VbdCall' && kind === 'vbd') {
      const name = String(message.routine);
      const done = routine(state, name, message.parameters as Fields);
      const { status, ...result } = done.result;
      const answer = { type: 'VbdCall.return', id, routine: name, status, result };
      return { state: done.state, sent: [to(from, answer)] };
    }
    if (!routines.includes(type) || kind === 'vbd' || state.references === 0) return undefined;
    const done = routine(state, type, message);
    return { state: done.state, sent: [to(from, { type: `${type}.return`, id, ...done.result })] };
  };
  const initial: BusState = { references: 0, enabled: false, gone: false };
  return { script: script as Script<unknown>, initial };
}

// The protocol: threads that send OIDs one after the other, and free what they made when they are
// told to let go.

/** An OID of a thread's program; parameters may use what earlier OIDs gave it. */
export type OidStep = readonly [oid: string, parameters: (have: Have) => OidParameters];

export interface Have {
  readonly vf: number | null;
  readonly vport: number | null;
  readonly filter: number | null;
}
interface Thread extends Have {
  readonly next: number;
  /** The OID that is out. */
  readonly out: string | null;
}
export interface ProtocolState {
  readonly bound: boolean;
  readonly unbind: string | null;
  readonly lost: boolean;
  readonly threads: readonly Thread[];
}

const have: Have = { vf: null, vport: null, filter: null };
export const steps = {
  allocate: [
    'OID_NIC_SWITCH_ALLOCATE_VF',
    () => ({
      switchId: 0,
      vf: CONSTANT.NDIS_INVALID_VF_FUNCTION_ID.value,
      requestorId: CONSTANT.NDIS_INVALID_RID.value,
    }),
  ],
  createVPort: ['OID_NIC_SWITCH_CREATE_VPORT', ({ vf }) => ({ attachedFunction: vf ?? 99 })],
  setFilter: ['OID_RECEIVE_FILTER_SET_FILTER', () => ({ vport: 0 })],
  moveFilter: [
    'OID_RECEIVE_FILTER_MOVE_FILTER',
    ({ filter, vport }) => ({ filter: filter ?? 99, vport: 0, destinationVPort: vport ?? 99 }),
  ],
  readBlock: [
    'OID_SRIOV_READ_VF_CONFIG_BLOCK',
    (h) => ({ vf: h.vf ?? 99, blockId: 0, length: 16 }),
  ],
  writeBlock: [
    'OID_SRIOV_WRITE_VF_CONFIG_BLOCK',
    (h) => ({ vf: h.vf ?? 99, blockId: 0, length: 16, block: 'w' }),
  ],
  readConfig: ['OID_SRIOV_READ_VF_CONFIG_SPACE', (h) => ({ vf: h.vf ?? 99, offset: 0, length: 4 })],
  writeConfig: [
    'OID_SRIOV_WRITE_VF_CONFIG_SPACE',
    (h) => ({ vf: h.vf ?? 99, offset: 4, length: 2, value: 6 }),
  ],
  reset: ['OID_SRIOV_RESET_VF', (h) => ({ vf: h.vf ?? 99 })],
  power: ['OID_SRIOV_SET_VF_POWER_STATE', (h) => ({ vf: h.vf ?? 99, powerState: 'D3' })],
  probedBars: ['OID_SRIOV_PROBED_BARS', () => ({})],
  enumVfs: ['OID_NIC_SWITCH_ENUM_VFS', () => ({})],
  clearFilter: ['OID_RECEIVE_FILTER_CLEAR_FILTER', ({ filter }) => ({ filter: filter ?? 99 })],
  deleteVPort: ['OID_NIC_SWITCH_DELETE_VPORT', ({ vport }) => ({ vport: vport ?? 99 })],
  freeVf: ['OID_NIC_SWITCH_FREE_VF', (h) => ({ vf: h.vf ?? 99 })],
} as const satisfies Readonly<Record<string, OidStep>>;

/** What a successful OID gave the thread, or took from it. */
function after(thread: Thread, oid: string, result: OidResult): Thread {
  switch (oid) {
    case 'OID_NIC_SWITCH_ALLOCATE_VF':
      return { ...thread, vf: result.vf ?? null };
    case 'OID_NIC_SWITCH_CREATE_VPORT':
      return { ...thread, vport: result.vport ?? null };
    case 'OID_RECEIVE_FILTER_SET_FILTER':
      return { ...thread, filter: result.filter ?? null };
    case 'OID_RECEIVE_FILTER_CLEAR_FILTER':
      return { ...thread, filter: null };
    case 'OID_NIC_SWITCH_DELETE_VPORT':
      return { ...thread, vport: null };
    case 'OID_NIC_SWITCH_FREE_VF':
      return { ...thread, vf: null };
    default:
      return thread;
  }
}

/** The next OID of a thread that must let go; undefined when it has nothing left. */
function cleaning({ vf, vport, filter }: Thread): OidStep | undefined {
  if (filter !== null) return steps.clearFilter;
  if (vport !== null) return steps.deleteVPort;
  return vf === null ? undefined : steps.freeVf;
}

/** Lets idle threads send their next OID. */
function advance(
  state: ProtocolState,
  programs: readonly (readonly OidStep[])[],
): { state: ProtocolState; sent: Outgoing[] } {
  const sent: Outgoing[] = [];
  const threads = state.threads.map((thread, index) => {
    if (thread.out !== null || !state.bound) return thread;
    const step = state.unbind === null ? programs[index]?.[thread.next] : cleaning(thread);
    if (step === undefined || (state.lost && state.unbind !== null)) return thread;
    const [oid, parameters] = step;
    const id = `t${index}`;
    const request = { type: 'NdisOidRequest', id, irql: 'PASSIVE_LEVEL', oid } as const;
    sent.push(to('ndis', { ...request, parameters: parameters(thread) }));
    return { ...thread, out: oid, next: state.unbind === null ? thread.next + 1 : thread.next };
  });
  const next = { ...state, threads };
  if (state.unbind === null || threads.some(({ out }) => out !== null))
    return { state: next, sent };
  const answer = { type: 'ProtocolUnbindAdapterEx.return', id: state.unbind };
  sent.push(to('ndis', { ...answer, status: 'NDIS_STATUS_SUCCESS' }));
  return { state: { ...next, bound: false, unbind: null }, sent };
}

/**
 * `refuses`: answers query-remove with a failure. `Cancel` from outside cancels the OID of thread
 * `thread`.
 */
export function protocol(
  programs: readonly (readonly OidStep[])[],
  options: { readonly refuses?: boolean } = {},
): ActorUnderTest {
  const script: Script<ProtocolState> = (state, message) => {
    const { type } = message;
    switch (type) {
      case 'ProtocolBindAdapterEx': {
        const { state: next, sent } = advance({ ...state, bound: true }, programs);
        const answer = { type: `${type}.return`, id: message.id, status: 'NDIS_STATUS_SUCCESS' };
        return { state: next, sent: [to('ndis', answer), ...sent] };
      }
      case 'ProtocolUnbindAdapterEx':
        return advance({ ...state, unbind: String(message.id) }, programs);
      case 'ProtocolNetPnPEvent': {
        const refused =
          options.refuses === true &&
          message.surprise !== true &&
          message.event === 'NetEventQueryRemoveDevice';
        const status = refused ? 'NDIS_STATUS_FAILURE' : 'NDIS_STATUS_SUCCESS';
        const lost = state.lost || message.surprise === true;
        const answer = { type: `${type}.return`, id: message.id, status };
        return { state: { ...state, lost }, sent: [to('ndis', answer)] };
      }
      case 'ProtocolOidRequestComplete': {
        const index = Number(String(message.id).slice(1));
        const thread = state.threads[index];
        // Completed a second time, or never asked for.
        if (thread === undefined || thread.out !== message.oid) return undefined;
        const ended =
          message.status === 'NDIS_STATUS_SUCCESS'
            ? after(thread, String(message.oid), message.result as OidResult)
            : thread;
        const threads = state.threads.map((each, at) =>
          at === index ? { ...ended, out: null } : each,
        );
        return advance({ ...state, threads }, programs);
      }
      case 'Cancel': {
        const id = `t${message.thread}`;
        return { state, sent: [to('ndis', { type: 'NdisCancelOidRequest', id })] };
      }
      case 'NdisMInvalidateConfigBlock':
        return { state };
      default:
        return undefined;
    }
  };
  const threads = programs.map(() => ({ ...have, next: 0, out: null }));
  const initial: ProtocolState = { bound: false, unbind: null, lost: false, threads };
  return { script: script as Script<unknown>, initial };
}

// The PnP manager: a sequence of IRPs, and a surprise removal at any time.

export interface PnpState {
  readonly left: readonly string[];
  readonly out: readonly string[];
  readonly done: readonly string[];
}

/**
 * Sends the IRPs of `program` one after the other; a refused query-remove is cancelled. `Go` starts
 * it. Power IRPs have their state behind the name.
 */
export function pnp(program: readonly string[]): ActorUnderTest {
  const nameOf = (entry: string) => entry.split(' ')[0] ?? entry;
  const irp = (entry: string, type = nameOf(entry), powerState = entry.split(' ')[1]) =>
    to('ndis', {
      type,
      ...(powerState === undefined ? {} : { powerState }),
      id: type === 'IRP_MN_SURPRISE_REMOVAL' ? 'surprise' : 'irp',
      irql: 'PASSIVE_LEVEL',
      deviceObject: 'FDO',
    });
  const proceed = (state: PnpState) => {
    const [next, ...left] = state.left;
    const busy = state.out.some((type) => type !== 'IRP_MN_SURPRISE_REMOVAL');
    // A device that was pulled out gets no other IRP than its remove, after the surprise removal is
    // done.
    const surprised = [...state.out, ...state.done].includes('IRP_MN_SURPRISE_REMOVAL');
    if (busy) return { state };
    if (surprised) {
      const finished = state.done.includes('IRP_MN_SURPRISE_REMOVAL');
      if (!finished || state.done.includes('IRP_MN_REMOVE_DEVICE')) {
        return { state: { ...state, left: [] } };
      }
      const out = [...state.out, 'IRP_MN_REMOVE_DEVICE'];
      return { state: { ...state, left: [], out }, sent: [irp('IRP_MN_REMOVE_DEVICE')] };
    }
    if (next === undefined) return { state };
    return { state: { ...state, left, out: [...state.out, nameOf(next)] }, sent: [irp(next)] };
  };
  const script: Script<PnpState> = (state, message) => {
    if (message.type === 'Go') return proceed(state);
    if (message.type === 'Surprise') {
      const out = [...state.out, 'IRP_MN_SURPRISE_REMOVAL'];
      if (
        state.done.includes('IRP_MN_REMOVE_DEVICE') ||
        state.out.includes('IRP_MN_REMOVE_DEVICE')
      ) {
        return { state };
      }
      return { state: { ...state, out }, sent: [irp('IRP_MN_SURPRISE_REMOVAL')] };
    }
    const request = String(message.request);
    if (message.type !== 'IoCompleteRequest' || !state.out.includes(request)) return undefined;
    const mayFail = ['IRP_MN_START_DEVICE', 'IRP_MN_QUERY_REMOVE_DEVICE'].includes(request);
    const failed = message.status !== 'STATUS_SUCCESS';
    if (failed && !mayFail) return undefined;
    const out = state.out.filter((each) => each !== request);
    const done = [...new Set([...state.done, request])].sort();
    const left = failed
      ? request === 'IRP_MN_START_DEVICE'
        ? ['IRP_MN_REMOVE_DEVICE']
        : ['IRP_MN_CANCEL_REMOVE_DEVICE']
      : state.left;
    return proceed({ left, out, done });
  };
  const initial: PnpState = { left: program, out: [], done: [] };
  return { script: script as Script<unknown>, initial };
}
