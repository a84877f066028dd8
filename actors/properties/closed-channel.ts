/** A VMBus channel that is closed or rescinded carries nothing more: what is written into it is lost, or faults. */
import type { MonitorProperty } from '../../src/system/index.ts';
import type { Seen } from './monitor.ts';
import { driverMonitor, wrong } from './monitor.ts';

/**
 * As the guest's end may use it. `rescinded`: one close is still due. `closed`: the host has yet to rescind it. `gone`:
 * both; a rescind is of the next channel then, one that the guest may not even have opened.
 */
type Channel = 'usable' | 'rescinded' | 'closed' | 'gone';

const onRescind: Readonly<Record<Channel, Channel>> = {
  usable: 'rescinded',
  rescinded: 'rescinded',
  closed: 'gone',
  gone: 'rescinded',
};

const isPacket = ({ type }: Seen) => type.startsWith('VPCI_') || type.startsWith('VpciConfig');
const isFromHost = ({ type }: Seen) =>
  type.endsWith('.completion') ||
  type === 'VPCI_EJECT' ||
  type === 'VPCI_INVALIDATE_BLOCK' ||
  type === 'VPCI_BUS_RELATIONS2';

export const noPacketAfterClose: MonitorProperty = driverMonitor<Channel>({
  name: 'NoPacketAfterClose',
  rule:
    'after a guest has closed its VMBus channel, or has heard that it is rescinded, it sends nothing on it but one ' +
    'close; a new channel begins with VPCI_QUERY_PROTOCOL_VERSION',
  source: 'vpci-protocol 4; Z14, Z16',
  initial: 'usable',
  received: (channel, { message }) =>
    message.type === 'VMBUS_RESCIND_CHANNEL_OFFER' ? onRescind[channel] : channel,
  did(channel, { from, message }, step) {
    const isClosed = channel === 'closed' || channel === 'gone';
    if (message.type === 'VMBUS_CLOSE_CHANNEL') {
      if (isClosed) return wrong(`${from} closed its channel twice`);
      return channel === 'rescinded' ? 'gone' : 'closed';
    }
    // The host's end sends the same names the other way; so does a driver to itself.
    if (!isPacket(message) || isFromHost(message)) return channel;
    if (message.type === 'VPCI_QUERY_PROTOCOL_VERSION' && isClosed) return 'usable';
    if (channel === 'usable') return channel;
    const since = isClosed ? 'it had closed' : 'was rescinded';
    return wrong(
      `${from} sent ${message.type} on a channel that ${since}, after ${step.message.type}`,
    );
  },
});
