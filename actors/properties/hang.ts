/** A hang ends with the reset that it leads to: what NDIS hears at its next look is about another one. */
import type { MonitorProperty } from '../../src/system/index.ts';
import { driverMonitor, text, wrong } from './monitor.ts';

/** `reset`: since the last hang the miniport has been reset with success. */
type Hardware = 'unknown' | 'reset';

export const resetEndsHang: MonitorProperty = driverMonitor<Hardware>({
  name: 'ResetEndsHang',
  rule: 'after a reset that succeeded MiniportCheckForHangEx returns FALSE until the hardware gets stuck again',
  source: 'nc-ndis-miniport_reset; nc-ndis-miniport_check_for_hang; kernel-rules 76',
  initial: 'unknown',
  received: (hardware, { message }) =>
    message.type === 'HangHardware' || message.type === 'MiniportHaltEx' ? 'unknown' : hardware,
  did(hardware, { from, message }) {
    const { type } = message;
    if (type === 'MiniportResetEx.return' || type === 'NdisMResetComplete') {
      return text(message, 'status') === 'NDIS_STATUS_SUCCESS' ? 'reset' : hardware;
    }
    return type === 'MiniportCheckForHangEx.return' && message.hung === true && hardware === 'reset'
      ? wrong(`${from} is hung after a reset, though nothing has got stuck since`)
      : hardware;
  },
});
