/**
 * The lines of the protocol, each a JSON document (docs/line-protocol.md). What the implementation writes is checked
 * here before anybody reads it.
 */
import type { Observation } from '../../generate/index.ts';
import type { Envelope, Message } from '../../system/index.ts';

export const protocol = 'sriov-sim-test';
/** Versions that this program speaks, the preferred one first. */
export const protocolVersions: readonly number[] = [1];

/** From the tester to the implementation. */
export type TesterLine =
  | {
      readonly line: 'hello';
      readonly protocol: typeof protocol;
      readonly versions: readonly number[];
      readonly subject: string;
      readonly actors: readonly string[];
      readonly observes: Observation;
    }
  | {
      readonly line: 'reset';
      readonly n: number;
      readonly inputs: Readonly<Record<string, unknown>>;
    }
  | {
      readonly line: 'deliver';
      readonly n: number;
      readonly from: string;
      readonly to: string;
      readonly message: Message;
    }
  | { readonly line: 'bye' };

export interface Hello {
  readonly line: 'hello';
  readonly version: number;
  readonly name?: string | undefined;
  /** It says after each delivery that it is quiet. */
  readonly quiet: boolean;
  /** Of what the suite observes, it shows this. */
  readonly shows: readonly Observation[];
  /** It cannot be reset: a new process for each test. */
  readonly restart: boolean;
}

/** From the implementation to the tester. */
export type ImplementationLine =
  | Hello
  | { readonly line: 'sent'; readonly envelope: Envelope }
  | { readonly line: 'quiet'; readonly n: number; readonly shows?: string | undefined }
  | { readonly line: 'shows'; readonly shows: string | undefined }
  | { readonly line: 'refused'; readonly why: string }
  | { readonly line: 'error'; readonly why: string }
  | { readonly line: 'bye' };

/** The implementation does not speak the protocol. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

const kinds = ['hello', 'sent', 'quiet', 'shows', 'refused', 'error', 'bye'];

/** Checks one line. `actors`: those of the subject. Throws a {@link ProtocolError}. Unknown fields are let through. */
export function parseLine(text: string, actors: readonly string[]): ImplementationLine {
  const fields = objectIn(text);
  switch (fields.line) {
    case 'hello':
      return helloIn(fields, text);
    case 'sent':
      return { line: 'sent', envelope: envelopeIn(fields, text, actors) };
    case 'quiet':
      return { line: 'quiet', n: numberOf(fields, 'n', text), shows: showsIn(fields, text) };
    case 'shows':
      return { line: 'shows', shows: showsIn(fields, text) };
    case 'refused':
    case 'error':
      return { line: fields.line, why: textOf(fields, 'why', text) ?? 'it gave no reason' };
    case 'bye':
      return { line: 'bye' };
    default: {
      const found = fields.line === undefined ? "has no field 'line'" : `is of no known kind`;
      return wrong(text, `${found}; legal values of 'line' are ${kinds.join(', ')}`);
    }
  }
}

type Fields = Readonly<Record<string, unknown>>;

function objectIn(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ProtocolError(
      `wrote a line that is not JSON: ${excerpt(text)} (standard output is for the protocol; print to standard error)`,
      { cause: error },
    );
  }
  if (!isRecord(value)) return wrong(text, 'is not a JSON object');
  return value;
}

function helloIn(fields: Fields, text: string): Hello {
  const version = numberOf(fields, 'version', text);
  if (!protocolVersions.includes(version)) {
    const known = protocolVersions.join(', ');
    throw new ProtocolError(`speaks version ${version} of the protocol; known are ${known}`);
  }
  const { shows = [] } = fields;
  const legal: readonly unknown[] = ['status', 'state'];
  if (!Array.isArray(shows) || !shows.every((each) => legal.includes(each))) {
    return wrong(text, "has a field 'shows' that is not a list of 'status' and 'state'");
  }
  return {
    line: 'hello',
    version,
    name: textOf(fields, 'name', text),
    quiet: flagOf(fields, 'quiet', text),
    shows: shows as readonly Observation[],
    restart: flagOf(fields, 'restart', text),
  };
}

function envelopeIn(fields: Fields, text: string, actors: readonly string[]): Envelope {
  const { message } = fields;
  const only = actors.length === 1 ? actors[0] : undefined;
  const from = textOf(fields, 'from', text) ?? only;
  if (from === undefined) return wrong(text, `has no field 'from'; legal are ${actors.join(', ')}`);
  if (!actors.includes(from)) {
    return wrong(text, `is from '${printable(from)}'; legal are ${actors.join(', ')}`);
  }
  const to = textOf(fields, 'to', text);
  if (to === undefined) return wrong(text, "has no field 'to', the id of the receiver");
  if (!isRecord(message) || typeof message.type !== 'string' || message.type === '') {
    return wrong(text, "needs a field 'message': an object with a text 'type'");
  }
  return { from, to, message: message as unknown as Message };
}

function showsIn(fields: Fields, text: string): string | undefined {
  return fields.shows === null ? undefined : textOf(fields, 'shows', text);
}

function numberOf(fields: Fields, key: string, text: string): number {
  const value = fields[key];
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  return wrong(text, `needs a field '${key}': a whole number`);
}

function textOf(fields: Fields, key: string, text: string): string | undefined {
  const value = fields[key];
  if (value === undefined || typeof value === 'string') return value;
  return wrong(text, `has a field '${key}' that is not a text`);
}

function flagOf(fields: Fields, key: string, text: string): boolean {
  const value = fields[key] ?? false;
  if (typeof value === 'boolean') return value;
  return wrong(text, `has a field '${key}' that is neither true nor false`);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(text: string, what: string): never {
  throw new ProtocolError(`wrote a line that ${what}: ${excerpt(text)}`);
}

/** The beginning of what somebody else wrote, in quotes. */
export function excerpt(text: string): string {
  const clean = printable(text);
  return clean.length > 100 ? `'${clean.slice(0, 97)}...'` : `'${clean}'`;
}

function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what somebody else wrote must not steer the terminal
  return text.slice(0, 400).replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}
