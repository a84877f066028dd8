/** Stepping through a replay on a terminal: a key, another place. */
import type { ReplaySession } from '../trace/session.ts';
import type { CliIo, KeyStream } from './io.ts';
import { print } from './io.ts';
import type { ViewTextOptions } from './trace-view-text.ts';
import { keysText, viewText } from './trace-view-text.ts';

const clearScreen = '\u001b[2J\u001b[3J\u001b[H';

/** What the keys have come to so far. */
interface Walk {
  /** The digits after `g`; undefined when no number is being typed. */
  readonly typed: string | undefined;
  readonly over: boolean;
}

/** Shows places until the reader has seen enough. */
export async function stepThrough(
  session: ReplaySession,
  io: CliIo,
  keys: KeyStream,
  options: ViewTextOptions,
): Promise<void> {
  const records = session.records();
  let walk: Walk = { typed: undefined, over: false };
  const show = () => {
    const line = walk.typed === undefined ? keysText : `go to step ${walk.typed}_`;
    io.stdout.write(clearScreen);
    print(io.stdout, `${viewText(session.view(), records, options)}\n\n${line}`);
  };
  show();
  await keys((key) => {
    walk = pressed(session, key, walk.typed);
    if (!walk.over) show();
    return !walk.over;
  }, io.signal);
}

/** Moves the session as the key says. */
export function pressed(session: ReplaySession, key: string, typed?: string): Walk {
  const stay = { typed: undefined, over: false };
  if (typed !== undefined && /^[0-9]$/.test(key)) return { typed: typed + key, over: false };
  if (typed !== undefined && (key === '\r' || key === '\n')) {
    if (typed !== '') session.goTo(Number(typed));
    return stay;
  }
  switch (key) {
    case 'n':
    case ' ':
    case '\u001b[C':
      session.forward();
      return stay;
    case 'p':
    case '\u001b[D':
      session.back();
      return stay;
    case 'g':
      return { typed: '', over: false };
    case '\u001b[H':
    case '\u001b[1~':
      session.goTo(0);
      return stay;
    case '\u001b[F':
    case '\u001b[4~':
      session.goTo(session.schedule.length);
      return stay;
    case 'q':
    case '\u0003':
    case '\u0004':
      return { typed: undefined, over: true };
    default:
      return stay;
  }
}
