/**
 * Data boundaries as a coverage criterion: each number of a request just inside and just outside of what is legal, with
 * everything else about the request in order.
 */

import type { OidParameters } from '../../machines/messages/index.ts';
import { bufferBytesNeeded } from '../../machines/oid-buffers.ts';
import type { Goal, Stimulus } from '../../src/generate/subject.ts';
import { CONSTANT } from '../../src/wdk/constants.ts';
import type { AnyMessage, Bounds } from './alphabet.ts';
import { messageOf, withFields } from './alphabet.ts';
import type { Trial } from './offers.ts';

const blockBytes = CONSTANT.VPCI_MAX_READ_WRITE_BLOCK_SIZE.value;
const configSpaceBytes = 4096;

/** A field of a request, in the message itself or in the parameters of an OID or private call. */
interface Place {
  readonly name: string;
  readonly inParameters: boolean;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Each of these requests at the boundaries of its fields. The twin is the request as it is. */
export function boundaryTrials(stimuli: readonly Stimulus[], bounds: Bounds): readonly Trial[] {
  const named = new Set<string>();
  return stimuli.flatMap((twin) =>
    placesOf(messageOf(twin)).flatMap((place) =>
      valuesOf(messageOf(twin), place, bounds).flatMap((value): readonly Trial[] => {
        const goal = goalId(messageOf(twin), place.name, value);
        if (named.has(goal)) return [];
        named.add(goal);
        return [{ stimulus: { ...changed(twin, place, value), goals: [goal] }, twin }];
      }),
    ),
  );
}

/** A goal for each boundary: that this very request was made. */
export function boundaryGoals(trials: readonly Trial[]): readonly Goal[] {
  return trials.flatMap(({ stimulus }) =>
    (stimulus.goals ?? []).map(
      (id): Goal => ({
        criterion: 'boundaries',
        id,
        isCoveredBy: (step) => step.stimulus.goals?.includes(id) === true,
      }),
    ),
  );
}

/** The request that a boundary belongs to: the routine on a private channel, else the message's type. */
function goalId(message: AnyMessage, name: string, value: number): string {
  const request = message.type === 'VbdCall' ? String(message.routine) : message.type;
  const way = typeof message.way === 'string' ? ` by ${message.way}` : '';
  return `${request}${way} ${name} ${value}`;
}

function placesOf(message: AnyMessage): readonly Place[] {
  const own = placesIn(message, false);
  const { parameters } = message;
  return typeof parameters === 'object' && parameters !== null
    ? [
        ...own,
        ...placesIn(parameters as Readonly<Record<string, unknown>>, true),
        ...bufferPlaces(message),
      ]
    : own;
}

/** An OID's buffer that is just long enough, and one that is a byte too short. */
function bufferPlaces({ type, parameters }: AnyMessage): readonly Place[] {
  const isOid = typeof parameters === 'object' && bufferBytesNeeded(type, {}) > 0;
  const fields = (parameters ?? {}) as Readonly<Record<string, unknown>>;
  return isOid ? [{ name: 'bufferBytes', inParameters: true, fields }] : [];
}

function placesIn(
  fields: Readonly<Record<string, unknown>>,
  inParameters: boolean,
): readonly Place[] {
  return Object.keys(fields)
    .filter((name) => typeof fields[name] === 'number')
    .map((name) => ({ name, inParameters, fields }));
}

/** Answers carry numbers too, which are not the sender's to choose. */
function isAnswer({ type }: AnyMessage): boolean {
  return type.endsWith('.return') || type.endsWith('.completion') || type === 'IoCompleteRequest';
}

function valuesOf(message: AnyMessage, { name, fields }: Place, bounds: Bounds): readonly number[] {
  if (isAnswer(message)) return [];
  const isBlock = 'blockId' in fields;
  const length = typeof fields.length === 'number' ? fields.length : 1;
  switch (name) {
    case 'length':
      return isBlock ? [0, 1, blockBytes - 1, blockBytes, blockBytes + 1] : [0, 1, 2, 3, 4, 8];
    case 'blockId':
      return [0, bounds.blocks - 1, bounds.blocks];
    case 'numVFs':
      return [0, 1, bounds.totalVfs, bounds.totalVfs + 1];
    case 'vf':
      return isFreeVf(fields.vf)
        ? []
        : [0, bounds.numVfs - 1, bounds.numVfs, bounds.totalVfs, bounds.totalVfs + 1];
    case 'offset':
      return [
        0,
        configSpaceBytes - length,
        configSpaceBytes,
        ...(length > 1 ? [1, configSpaceBytes - 1] : []),
      ];
    case 'bufferBytes': {
      const needed = bufferBytesNeeded(message.type, fields as OidParameters);
      return [needed - 1, needed];
    }
    case 'bar':
      return [0, 5, 6];
    case 'switchId':
      return [0, 1];
    case 'vport':
    case 'destinationVPort':
      return [0, 1, 2];
    case 'filter':
      return [1, 2];
    case 'version':
      return [0, 1, 2];
    default:
      return [];
  }
}

/** As input of OID_NIC_SWITCH_ALLOCATE_VF it names no VF. */
function isFreeVf(vf: unknown): boolean {
  return vf === CONSTANT.NDIS_INVALID_VF_FUNCTION_ID.value;
}

function changed(
  stimulus: Stimulus,
  { name, inParameters, fields }: Place,
  value: number,
): Stimulus {
  const own = { [name]: value, ...follow(stimulus, name, value) };
  return inParameters
    ? withFields(stimulus, { parameters: { ...fields, ...own } })
    : withFields(stimulus, own);
}

/** OutputBufferLength of a block read must equal the bytes that are asked for. */
function follow(stimulus: Stimulus, name: string, value: number): Readonly<Record<string, number>> {
  const hasOutput = name === 'length' && 'outputBufferLength' in stimulus.message;
  return hasOutput ? { outputBufferLength: value } : {};
}
