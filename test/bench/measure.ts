/** What a measurement gives, and how a table of them is printed. */

/** One search of one model by one tool. */
export interface Measured {
  readonly tool: string;
  readonly model: string;
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
  /** Of what a state takes, where the tool says so. */
  readonly bytesPerState?: number;
}

/** The fastest of several: the machine's other work only ever slows one down. */
export function best(times: number, once: () => Measured): Measured {
  const all = Array.from({ length: times }, once);
  return all.reduce((fastest, each) => (each.seconds < fastest.seconds ? each : fastest));
}

export const perSecond = ({ transitions, seconds }: Measured): number => transitions / seconds;

const whole = (value: number) => Math.round(value).toLocaleString('en-US');

export function line(measured: Measured): string {
  const { tool, model, states, transitions, seconds, bytesPerState } = measured;
  const bytes = bytesPerState === undefined ? '' : bytesPerState.toFixed(1);
  return [
    tool.padEnd(30),
    model.padEnd(44),
    whole(states).padStart(11),
    whole(transitions).padStart(12),
    seconds.toFixed(2).padStart(8),
    whole(perSecond(measured)).padStart(12),
    bytes.padStart(8),
  ].join(' ');
}

export const heading = [
  'tool'.padEnd(30),
  'model'.padEnd(44),
  'states'.padStart(11),
  'transitions'.padStart(12),
  'seconds'.padStart(8),
  'per second'.padStart(12),
  'B/state'.padStart(8),
].join(' ');

/** `ours` against `peer`, by transitions per second. */
export function ratio(ours: Measured, peer: Measured): string {
  const times = perSecond(ours) / perSecond(peer);
  return `  ${ours.tool} makes ${times.toFixed(times < 10 ? 2 : 0)} times the transitions per second of ${peer.tool}`;
}
