/** What a replay says of a trace: the same violation, or what is another now. */
import type { Envelope } from '../system/message.ts';
import type { Violation } from '../system/property.ts';
import type { RunVerdict } from './check.ts';
import type { ImpossibleStep, RunEnd } from './trace.ts';

export interface Comparison {
  readonly kind: /** The recorded violation, at its step. */
    | 'same'
    /** The recorded property, at another step. */
    | 'elsewhere'
    /** Something else is violated. */
    | 'other'
    /** Nothing is violated now, or any more. */
    | 'holds'
    /** The system does not allow a step of the schedule, and nothing was violated before. */
    | 'impossible';
  /** What is violated now; the recorded property first. */
  readonly violations: readonly Violation[];
  readonly impossible?: ImpossibleStep;
}

/** `recorded`: the violation that the trace is of; absent when it is of none. */
export function compare(
  recorded: Violation | undefined,
  verdict: RunVerdict | undefined,
  { impossible, error }: RunEnd,
): Comparison {
  const isRecorded = ({ property }: Violation) => property === recorded?.property;
  const found = verdict?.violations ?? [];
  const violations = [...found.filter(isRecorded), ...found.filter((each) => !isRecorded(each))];
  const [first] = violations;
  const rest = { violations, ...(impossible === undefined ? {} : { impossible }) };
  if (first === undefined)
    return { kind: impossible === undefined ? 'holds' : 'impossible', ...rest };
  if (!isRecorded(first)) return { kind: 'other', ...rest };
  // A machine that throws is reported at the end of a run, and at its step by an exploration.
  const isThrown = error !== undefined && first.property === 'NoException';
  const isThere = first.step === recorded?.step || isThrown;
  return { kind: isThere ? 'same' : 'elsewhere', ...rest };
}

/** A delivery in a few words, for messages about schedules. */
export function deliveryText({ from, to, message, lost, duplicate }: Envelope): string {
  const fate = lost === true ? ', lost' : duplicate === true ? ', a copy' : '';
  return `${message.type} from ${from} to ${to}${fate}`;
}
