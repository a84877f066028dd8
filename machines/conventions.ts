/**
 * Which messages of the stack are requests, which answer them, and which only say that the answer
 * comes later. The book of what is pending goes by this; messages/ has the shapes.
 */
import type { Message } from '../src/system/index.ts';

/**
 * Have an id and ask for no answer: they name the request that they are about, or are a driver's
 * own deferred work.
 */
const oneWay: readonly string[] = [
  'IoCancelIrp',
  'NdisCancelOidRequest',
  'MiniportCancelOidRequest',
  'InterfaceReference',
  'InterfaceDereference',
  'NdisMInvalidateConfigBlock',
  'KeInsertQueueDpc',
  'IoQueueWorkItem',
];

/**
 * Answers whose names do not say what they answer. Where the value is undefined, the answer has the
 * request's name.
 */
const completions: Readonly<Record<string, string | undefined>> = {
  IoCompleteRequest: undefined,
  NdisMOidRequestComplete: undefined,
  ProtocolOidRequestComplete: 'NdisOidRequest',
  // These carry no id: an adapter has one such call at a time.
  NdisMPauseComplete: 'MiniportPause',
  NdisMRestartComplete: 'MiniportRestart',
  NdisMResetComplete: 'MiniportResetEx',
};

/** Messages after which nothing that is outstanding on the guest's channel is answered. */
const channelEnds: readonly string[] = ['VMBUS_RESCIND_CHANNEL_OFFER', 'VMBUS_CLOSE_CHANNEL'];
const ending = /\.(return|done|completion)$/;

const text = (message: Message, field: 'id' | 'request' | 'oid' | 'status') => {
  const value = (message as { readonly [name: string]: unknown } & Message)[field];
  return typeof value === 'string' ? value : undefined;
};

const isAnswer = (message: Message): boolean =>
  message.type in completions || ending.test(message.type);

/**
 * How requests and answers of the driver stack are told apart: the `Conventions` of
 * `src/trace/pending.ts`.
 */
export const stackConventions = {
  isRequest: (message: Message) =>
    text(message, 'id') !== undefined && !isAnswer(message) && !oneWay.includes(message.type),
  isAnswer,
  isPending: (message: Message) =>
    message.type.endsWith('.return') &&
    ['STATUS_PENDING', 'NDIS_STATUS_PENDING'].includes(text(message, 'status') ?? ''),
  // An OID's request has the OID's own name as its type.
  answered: (answer: Message) =>
    completions[answer.type] ??
    text(answer, 'request') ??
    text(answer, 'oid') ??
    answer.type.replace(ending, ''),
  abandons: (message: Message, request: string) =>
    channelEnds.includes(message.type) && /^(VPCI_|VpciConfig)/.test(request),
};
