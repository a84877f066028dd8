/** What the test driver sends for a call of a scenario: the message, and to which driver. */
import type { MakeCall } from '../../machines/test-driver.ts';
import { INTERFACE, interfaceSizeBytes } from '../../src/wdk/interfaces.ts';
import type { PfCall, VfCall } from './call-schema.ts';

type Call = PfCall | VfCall;
type Query = Extract<Call, { routine: 'IRP_MN_QUERY_INTERFACE' }>;
export type CallRequest = Omit<MakeCall, 'id' | 'from'>;

/** A call to a bus driver. `slot`: where the bus has several children. */
export function callRequest(driver: string, call: Call, slot?: number): CallRequest {
  const { routine, ...fields } = call;
  const message = {
    type: routine,
    irql: 'PASSIVE_LEVEL',
    ...(slot === undefined ? {} : { slot }),
    ...parametersOf(call, fields),
  };
  return {
    type: 'MakeCall',
    driver,
    call: message,
    ...(isOneWay(routine, slot) ? { oneWay: true } : {}),
  };
}

/** Void routines. The PCI bus driver tells a driver of another stack when a dereference is over. */
function isOneWay(routine: string, slot: number | undefined): boolean {
  return (
    routine === 'InterfaceReference' || (routine === 'InterfaceDereference' && slot !== undefined)
  );
}

function parametersOf(call: Call, fields: object): object {
  switch (call.routine) {
    case 'IRP_MN_QUERY_INTERFACE':
      return { deviceObject: 'PDO', ...query(call) };
    case 'InterfaceReference':
    case 'InterfaceDereference':
      return { interfaceType: call.interface };
    case 'IRP_MN_QUERY_CAPABILITIES':
      return { deviceObject: 'PDO', version: call.version };
    case 'IRP_MN_READ_CONFIG':
    case 'IRP_MN_WRITE_CONFIG': {
      const { space: whichSpace, bytes: length, offset } = call;
      const value = call.routine === 'IRP_MN_WRITE_CONFIG' ? { value: call.value } : {};
      return { deviceObject: 'PDO', whichSpace, offset, length, ...value };
    }
    case 'EnableVirtualization':
      return {
        numVFs: call.numVFs,
        enableVirtualization: call.enable,
        enableVfMigration: call.migration,
        enableMigrationInterrupt: call.migrationInterrupt,
      };
    default:
      return renamed(call.routine, fields);
  }
}

/** A legal query, but for what the scenario says. The status is as the sender of an IRP_MJ_PNP puts it there. */
function query({ interface: interfaceType, size, version }: Query): object {
  const known = Object.entries(INTERFACE).find(([, { guid }]) => guid === interfaceType);
  return {
    interfaceType,
    size:
      size ?? (known === undefined ? 0 : interfaceSizeBytes(known[0] as keyof typeof INTERFACE)),
    version: version ?? known?.[1].version ?? 1,
    status: 'STATUS_NOT_SUPPORTED',
  };
}

const names: Readonly<Record<string, string>> = {
  bytes: 'length',
  block: 'blockId',
  content: 'block',
  virtualFunction: 'vf',
  inputBytes: 'inputBufferLength',
  outputBytes: 'outputBufferLength',
};

/** The fields by the names of the message. */
function renamed(routine: string, fields: object): object {
  const message = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [names[name] ?? name, value]),
  );
  // The page wants OutputBufferLength to be BytesRequested.
  return routine === 'IOCTL_VPCI_READ_BLOCK' && message.outputBufferLength === undefined
    ? { ...message, outputBufferLength: message.length }
    : message;
}
