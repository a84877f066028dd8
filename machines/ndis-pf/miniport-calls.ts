/** How NDIS calls an entry point of the PF miniport, other than MiniportOidRequest. */
import { messaging, to } from '../../src/system/index.ts';
import type { NdisPfContext, NdisPfEvent } from './context.ts';

const { send } = messaging<NdisPfContext, NdisPfEvent>();

/** Calls that overlap those that change the adapter's state. */
const SLOT: Readonly<Record<string, string>> = {
  MiniportResetEx: 'reset',
  MiniportCheckForHangEx: 'hang',
  MiniportDevicePnPEventNotify: 'notify',
};

/** An action that calls the entry point at PASSIVE_LEVEL. */
export const callMiniport = (type: string, more?: (context: NdisPfContext) => object) =>
  send('*', ({ context }) =>
    to(context.miniport, {
      type,
      id: SLOT[type] ?? 'adapter',
      irql: 'PASSIVE_LEVEL',
      ...more?.(context),
    } as never),
  );
