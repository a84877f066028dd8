/** One final status per OID: at the miniport, and towards the protocol that asked. */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import { driverMonitor, text, wrong } from './monitor.ts';
import type { Oids } from './oids.ts';
import { followOid, isOidCall } from './oids.ts';

export const ndisDoubleComplete: MonitorProperty = driverMonitor<Oids>({
  name: 'NdisDoubleComplete',
  rule:
    'an OID ends once: with the status that MiniportOidRequest returns, or after ' +
    'NDIS_STATUS_PENDING with one NdisMOidRequestComplete, which never says pending',
  source: 'ndis-doublecomplete, ndis-ndisoidcomplete; kernel-rules 71; S17',
  bugcheck: bugcheckText('DRIVER_VERIFIER_DETECTED_VIOLATION'),
  initial: {},
  received: (oids, seen) => (isOidCall(seen) ? followOid(oids, seen).oids : oids),
  did(before, seen) {
    if (isOidCall(seen)) return before;
    const { oids, event } = followOid(before, seen);
    return event.kind === 'wrong' ? wrong(event.detail) : oids;
  },
});

/** OIDs of a protocol that are out, by id: the OID's name. */
type Asked = Readonly<Record<string, string>>;

export const protocolOidOnce: MonitorProperty = driverMonitor<Asked>({
  name: 'ProtocolOidRequestCompleteOnce',
  rule: 'each NdisOidRequest is answered by one ProtocolOidRequestComplete that names its OID',
  source: 'nc-ndis-protocol_oid_request_complete; S17',
  bugcheck: bugcheckText('BUGCODE_NDIS_DRIVER'),
  initial: {},
  received(asked, { from, to, message }) {
    if (message.type !== 'ProtocolOidRequestComplete') return asked;
    const [id, oid] = [text(message, 'id'), text(message, 'oid')];
    if (asked[id] === oid) return entry(asked, id, undefined);
    const expected = asked[id] === undefined ? 'which is not outstanding' : `not ${asked[id]}`;
    return wrong(`${from} completed ${oid} (${id}) of ${to}, ${expected}`);
  },
  did(asked, { from, message }) {
    if (message.type !== 'NdisOidRequest') return asked;
    const [id, oid] = [text(message, 'id'), text(message, 'oid')];
    return asked[id] === undefined
      ? entry(asked, id, oid)
      : wrong(`${from} sent ${oid} as '${id}', which still names its ${asked[id]}`);
  },
});
