/** How a PF miniport comes, pauses and goes, behind the line protocol: the adapter in TypeScript. */
import type { Delivery, Send, Tested } from 'sriov-sim/adapter';
import { Refusal, serve } from 'sriov-sim/adapter';

const attributes = ['registration', 'general', 'hardware-assist'];

let state = 'halted';
/** The `NdisMSetMiniportAttributes` call that is under way, by its place in `attributes`. */
let call = 0;
let initialization = { to: '', id: '' };
let numVFs = 0;

function reset(inputs: Parameters<Tested['reset']>[0]): void {
  state = 'halted';
  numVFs = (inputs.pf as { numVFs?: number } | undefined)?.numVFs ?? 0;
}

function receive({ from, message }: Delivery, send: Send): void {
  const { type } = message;
  const id = String(message.id);
  if (state === 'stopped') return;
  if (!isPossible(type)) throw new Refusal(`NDIS does not do this in ${state}`);
  if (type.startsWith('Miniport') && message.irql !== 'PASSIVE_LEVEL') {
    state = 'stopped';
    return;
  }
  switch (type) {
    case 'MiniportInitializeEx':
      initialization = { to: from, id };
      state = 'initializing';
      call = 0;
      setAttributes(send);
      break;
    case 'NdisMSetMiniportAttributes.return':
      attributesSet(message.status === 'NDIS_STATUS_SUCCESS', send);
      break;
    case 'MiniportRestart':
      state = 'running';
      send(from, { type: `${type}.return`, id, status: 'NDIS_STATUS_SUCCESS' });
      break;
    case 'MiniportPause':
      state = 'paused';
      send(from, { type: `${type}.return`, id, status: 'NDIS_STATUS_SUCCESS' });
      break;
    case 'MiniportHaltEx':
      state = 'halted';
      send(from, { type: `${type}.return`, id });
      break;
  }
}

function isPossible(type: string): boolean {
  switch (type) {
    case 'MiniportInitializeEx':
      return state === 'halted';
    case 'NdisMSetMiniportAttributes.return':
      return state === 'initializing';
    case 'MiniportPause':
      return state === 'running';
    default:
      return state === 'paused';
  }
}

function setAttributes(send: Send): void {
  const which = attributes[call];
  const known =
    numVFs > 0 ? ['NDIS_SRIOV_CAPS_SRIOV_SUPPORTED', 'NDIS_SRIOV_CAPS_PF_MINIPORT'] : [];
  send('ndis', {
    type: 'NdisMSetMiniportAttributes',
    id: 'adapter',
    irql: 'PASSIVE_LEVEL',
    attributes: which,
    ...(which === 'hardware-assist' ? { sriovCapabilities: known } : {}),
  });
}

function attributesSet(succeeded: boolean, send: Send): void {
  call += 1;
  if (succeeded && call < attributes.length) {
    setAttributes(send);
    return;
  }
  state = succeeded ? 'paused' : 'halted';
  const { to, id } = initialization;
  const status = succeeded ? 'NDIS_STATUS_SUCCESS' : 'NDIS_STATUS_FAILURE';
  send(to, { type: 'MiniportInitializeEx.return', id, status });
}

await serve({
  name: 'how a PF miniport comes and goes',
  reset,
  receive,
  status: () => (state === 'stopped' ? 'bug check 0xD1' : undefined),
});
