/** A message in a few words: its name, the fields that tell something, its IRQL and its status. */
import type { Message } from '../system/message.ts';

export interface MessageText {
  /** What it is about: the OID, IRP or IOCTL where the message names one, else its type. */
  readonly name: string;
  readonly fields: string;
  /** The message's type where `name` is another. */
  readonly routine?: string;
  readonly irql?: string;
  readonly status?: string;
  /** Reads and writes of registers: many, and seldom what the reader looks for. */
  readonly quiet: boolean;
}

/** Puts a message into words. */
export type MessageWords = (message: Message) => MessageText;

type Fields = Readonly<Record<string, unknown>>;
type Say = (value: unknown, all: Fields) => string | undefined;

const hidden = new Set('type from id irql status oid routine parameters result'.split(' '));
/** NDIS_INVALID_VF_FUNCTION_ID and NDIS_INVALID_RID: the requester leaves the choice to the miniport. */
const anyFunction = 0xffff;
const anyRid = 0xffff_ffff;
/** NDIS_PF_FUNCTION_ID. */
const pfFunction = 0xffff;
const hex = (value: unknown) =>
  typeof value === 'number' ? `0x${value.toString(16)}` : `${value}`;
const after = (word: string) => (value: unknown) => `${word} ${plain(value)}`;
const bare = (value: unknown) => plain(value);

/** How the known fields are said, in this order; a field that is not listed is said as `name value` behind them. */
const known: Readonly<Record<string, Say>> = {
  vf: (value) => (value === anyFunction ? undefined : `VF ${value}`),
  slot: after('slot'),
  interfaceType: bare,
  deviceObject: bare,
  present: (value) => (value === true ? 'arrival' : 'removal'),
  enable: (value) => (value === true ? 'on' : 'off'),
  numVFs: after('NumVFs'),
  enableVirtualization: (value) => (value === true ? 'enable' : 'disable'),
  attributes: bare,
  event: bare,
  haltAction: bare,
  way: bare,
  request: bare,
  blockId: after('block'),
  block: (value) => `'${plain(value)}'`,
  blockMask: after('mask'),
  rid: (value) => (typeof value === 'number' ? routingId(value) : undefined),
  offset: (value) => `at ${hex(value)}`,
  length: (value) => `${plain(value)} bytes`,
  value: (value) => `= ${hex(value)}`,
  accesses: (value) => count(value, 'access', 'accesses'),
  values: (value) => (Array.isArray(value) ? `= ${value.map(hex).join(' ')}` : undefined),
  powerState: bare,
  children: (value) => count(value, 'child', 'children'),
  requestorId: (value) => (value === anyRid ? undefined : `RID ${hex(value)}`),
  // There is one switch, the default one.
  switchId: (value) => (value === 0 ? undefined : `switch ${value}`),
  // Said only where they are not the usual: a reader looks for what differs.
  information: (value) => (value === 0 ? undefined : `${plain(value)} bytes`),
  vport: after('VPort'),
  destinationVPort: after('to VPort'),
  attachedFunction: (value) => (value === pfFunction ? 'of the PF' : `of VF ${plain(value)}`),
  segmentNumber: (value) => (value === 0 ? undefined : `segment ${plain(value)}`),
  busNumber: after('bus'),
  functionNumber: after('function'),
  vendorId: hex,
  deviceId: hex,
  sriovCapabilities: () => undefined,
  count: (value) => (value === 0 ? '0 bytes' : undefined),
  enableVfMigration: (value) => (value === true ? 'with migration' : undefined),
  enableMigrationInterrupt: (value) => (value === true ? 'with migration interrupt' : undefined),
  wakeEnable: (value) => (value === true ? 'wake' : undefined),
  size: () => undefined,
  version: () => undefined,
  outputBufferLength: (value, all) => (value === all.length ? undefined : `buffer ${value}`),
  bars: () => undefined,
};
const order = Object.keys(known);

/** The words for `message`. */
export function messageText(message: Message): MessageText {
  const all = message as Message & Fields;
  const call = carried(all);
  if (call !== undefined) return callText(messageText(call), all);
  const subject = subjectOf(all);
  const irql = all.irql;
  const status = all.status;
  // The status that a PnP IRP starts with is not an answer.
  const answers = isText(status) && !message.type.startsWith('IRP_');
  return {
    name: subject ?? message.type,
    fields: fieldsText({
      ...nested(all, 'parameters'),
      ...nested(all, 'result'),
      ...all,
      ...(subject === all.request ? { request: undefined } : {}),
    }),
    ...(subject === undefined || message.type.startsWith('xstate.')
      ? {}
      : { routine: message.type }),
    ...(isText(irql) ? { irql: irql.replace('_LEVEL', '') } : {}),
    ...(answers ? { status } : {}),
    quiet: /^Config(Read|Write|Batch)\b/.test(message.type),
  };
}

/** A call that somebody is told to make. */
function carried({ call }: Fields): Message | undefined {
  const isCall = typeof call === 'object' && call !== null && 'type' in call && isText(call.type);
  return isCall ? (call as Message) : undefined;
}

/** The words for what is told to make it: those of the call, and of whom. */
function callText({ name, fields, routine }: MessageText, all: Message & Fields): MessageText {
  const of = isText(all.driver) ? `of ${all.driver}` : '';
  return {
    name,
    fields: [fields, of].filter((text) => text !== '').join(', '),
    routine: [routine, all.type].filter(isText).join(', '),
    quiet: false,
  };
}

/** The words for a message of any system: its type and its fields, as they are. */
export function plainMessageText(message: Message): MessageText {
  const { type, from: _, ...fields } = message as Message & Fields;
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const texts = given.map(([name, value]) => `${name} ${plain(value)}`);
  return { name: timerText(type) ?? type, fields: texts.join(', '), quiet: false };
}

/** A timer by its name, or by its delay. */
function timerText(type: string): string | undefined {
  const timer = /^xstate\.after\.([^.]+)\./.exec(type)?.[1];
  if (timer === undefined) return undefined;
  return /^\d+$/.test(timer) ? `after ${timer} ms` : timer;
}

/** What a carrier of other requests is about. */
function subjectOf(all: Message & Fields): string | undefined {
  const timer = timerText(all.type);
  if (timer !== undefined) return timer;
  const request = /^IoC/.test(all.type) ? all.request : undefined;
  return [all.oid, request, all.routine].find(isText);
}

/** A message in one piece, without IRQL and status: for lists of requests. */
export function requestText(message: Message, words: MessageWords = messageText): string {
  const { name, fields } = words(message);
  return fields === '' ? name : `${name} ${fields}`;
}

/** What a status means to the eye. */
export function statusKind(status: string): 'success' | 'pending' | 'failure' {
  if (/(^|_)SUCCESS$/.test(status)) return 'success';
  return status.endsWith('_PENDING') ? 'pending' : 'failure';
}

function fieldsText(fields: Fields): string {
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.keys(fields)
    .filter((key) => !hidden.has(key))
    .sort((a, b) => rank(a) - rank(b))
    .map((key) => {
      const value = fields[key];
      if (value === undefined) return undefined;
      const say = Object.hasOwn(known, key) ? known[key] : undefined;
      if (say !== undefined) return say(value, fields);
      if (Array.isArray(value)) return value.length > 0 ? `${key} ${plain(value)}` : undefined;
      return value === '' ? undefined : `${key} ${plain(value)}`;
    })
    .filter((text) => text !== undefined)
    .join(', ');
}

function nested(all: Fields, key: string): Fields {
  const value = all[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {};
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(' ');
  if (typeof value === 'object' && value !== null) {
    const inner = Object.entries(value).map(([key, each]) => `${key} ${plain(each)}`);
    return `{${inner.join(', ')}}`;
  }
  return String(value);
}

function count(value: unknown, one: string, many: string): string | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.length === 1 ? `1 ${one}` : `${value.length} ${many}`;
}

/** `bus:device.function`, as lspci prints it. */
function routingId(rid: number): string {
  const part = (value: number) => value.toString(16).padStart(2, '0');
  return `${part(rid >> 8)}:${part((rid >> 3) & 31)}.${rid & 7}`;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
