/** One final status per OID: at the miniport, and towards the protocol that asked. */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import { monitor, text, wrong } from './monitor.ts';
import type { Oids } from './oids.ts';
import { followOid, oidTraffic } from './oids.ts';

export const ndisDoubleComplete: MonitorProperty = monitor<Oids>({
  name: 'NdisDoubleComplete',
  rule:
    'an OID ends once: with the status that MiniportOidRequest returns, or after ' +
    'NDIS_STATUS_PENDING with one NdisMOidRequestComplete, which never says pending',
  source: 'ndis-doublecomplete, ndis-ndisoidcomplete; kernel-rules 71; S17',
  bugcheck: bugcheckText('DRIVER_VERIFIER_DETECTED_VIOLATION'),
  observes: oidTraffic,
  initial: {},
  next(memory, seen) {
    const { oids, event } = followOid(memory, seen);
    return event.kind === 'wrong' ? wrong(event.detail) : oids;
  },
});

/** OIDs of protocols, by protocol and id: the OID's name. */
type Asked = Readonly<Record<string, string>>;

export const protocolOidOnce: MonitorProperty = monitor<Asked>({
  name: 'ProtocolOidRequestCompleteOnce',
  rule: 'each NdisOidRequest is answered by one ProtocolOidRequestComplete that names its OID',
  source: 'nc-ndis-protocol_oid_request_complete; S17',
  bugcheck: bugcheckText('BUGCODE_NDIS_DRIVER'),
  observes: ['NdisOidRequest', 'ProtocolOidRequestComplete'],
  initial: {},
  next(asked, { from, to, message }) {
    const id = text(message, 'id');
    const oid = text(message, 'oid');
    if (message.type === 'NdisOidRequest') {
      const key = `${from} ${id}`;
      return asked[key] === undefined
        ? entry(asked, key, oid)
        : wrong(`${from} sent ${oid} as '${id}', which still names its ${asked[key]}`);
    }
    const key = `${to} ${id}`;
    if (asked[key] === oid) return entry(asked, key, undefined);
    const expected = asked[key] === undefined ? 'which is not outstanding' : `not ${asked[key]}`;
    return wrong(`${from} completed ${oid} (${id}) of ${to}, ${expected}`);
  },
});
