/** A VMBus channel that is closed or rescinded carries nothing more: what is written into it is lost, or faults. */
import type { MonitorProperty } from '../../src/system/index.ts';
import type { Seen } from './monitor.ts';
import { driverMonitor, wrong } from './monitor.ts';

/** As the guest's end may use it. `rescinded`: one close is still due. */
type Channel = 'usable' | 'rescinded' | 'closed';

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
    message.type === 'VMBUS_RESCIND_CHANNEL_OFFER' && channel === 'usable' ? 'rescinded' : channel,
  did(channel, { from, message }, step) {
    if (message.type === 'VMBUS_CLOSE_CHANNEL') {
      return channel === 'closed' ? wrong(`${from} closed its channel twice`) : 'closed';
    }
    // The host's end sends the same names the other way; so does a driver to itself.
    if (!isPacket(message) || isFromHost(message)) return channel;
    if (message.type === 'VPCI_QUERY_PROTOCOL_VERSION' && channel === 'closed') return 'usable';
    if (channel === 'usable') return channel;
    const since = channel === 'closed' ? 'it had closed' : 'was rescinded';
    return wrong(
      `${from} sent ${message.type} on a channel that ${since}, after ${step.message.type}`,
    );
  },
});
