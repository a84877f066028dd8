/** Who is tested, and what the model is: from the command line, and from what the suite says of its origin. */
import type { Implementation } from '../execute/index.ts';
import { inModel, inProcess, overPipe } from '../execute/index.ts';
import type { Behaviour, OpenSubject, Suite } from '../generate/index.ts';
import { reasonOf, UsageError } from './errors.ts';
import { madeAgain } from './generate-again.ts';
import type { Generated } from './generate-subject.ts';
import { machineIn } from './user-machine.ts';

export interface SubjectFlags {
  readonly against?: string;
  readonly machine?: string;
  readonly timeout?: number;
  readonly quiescence?: number;
}

export interface UnderTest {
  readonly implementation: Implementation;
  /** As the command line names it. */
  readonly named: string;
  /** Explores the suite's own subject, where it can be made again and is not itself what is tested. */
  readonly model: (() => Behaviour) | undefined;
  /** Why there is none. */
  readonly noModel: string | undefined;
}

/** `words`: the command behind `--`. */
export async function whoIsTested(
  suite: Suite,
  flags: SubjectFlags,
  words: readonly string[],
  cwd: string,
  signal: AbortSignal | undefined,
): Promise<UnderTest> {
  const { against, machine, timeout, quiescence } = flags;
  const given = [against !== undefined, words.length > 0, machine !== undefined].filter(Boolean);
  if (given.length > 1) {
    throw new UsageError(
      'one thing is tested at a time: --against, a command behind --, or --machine',
    );
  }
  if (machine !== undefined) {
    const tested = await ofMachine(suite, machine, cwd);
    return { ...(await modelOf(suite, cwd)), implementation: inProcess(tested), named: machine };
  }
  if (against === undefined && words.length === 0) return ofOrigin(suite, cwd);
  const command = against ?? words;
  const times = {
    cwd,
    ...(timeout === undefined ? {} : { answerMs: timeout, startMs: Math.max(timeout, 10_000) }),
    ...(quiescence === undefined ? {} : { quiescenceMs: quiescence }),
    ...(signal === undefined ? {} : { signal }),
  };
  const named = against ?? words.join(' ');
  return { ...(await modelOf(suite, cwd)), implementation: piped(command, times), named };
}

function piped(...[command, times]: Parameters<typeof overPipe>): Implementation {
  try {
    return overPipe(command, times);
  } catch (error) {
    throw new UsageError(`--against: ${reasonOf(error)}`, { cause: error });
  }
}

/** The user's machine in the place of the only actor of the suite. */
async function ofMachine(suite: Suite, file: string, cwd: string): Promise<OpenSubject> {
  const { actors, inputs, name } = suite.subject;
  const [actor, other] = actors;
  if (actor === undefined || other !== undefined) {
    const who = actors.join(', ');
    throw new UsageError(`--machine takes the place of one actor; the suite is for ${who}`);
  }
  const machine = await machineIn(file, cwd, '--machine');
  const origin = (await originOf(suite, cwd).catch(() => undefined))?.subject;
  return {
    name: `${name} of ${file}`,
    actors: { [actor]: { machine, input: inputs[actor] } },
    stimuli: [],
    ...(origin?.status === undefined ? {} : { status: origin.status }),
    ...(origin?.ignoresUnexpected === undefined
      ? {}
      : { ignoresUnexpected: origin.ignoresUnexpected }),
  };
}

async function ofOrigin(suite: Suite, cwd: string): Promise<UnderTest> {
  const origin = await originOf(suite, cwd);
  if (origin === undefined) {
    throw new UsageError(
      'the suite does not say how its subject is made: name what is tested with --against or --machine',
    );
  }
  const noModel = 'what is tested is the model itself';
  const { subject } = origin;
  const implementation = subject === undefined ? inModel(origin.explore({})) : inProcess(subject);
  return { implementation, named: origin.name, model: undefined, noModel };
}

async function modelOf(suite: Suite, cwd: string): Promise<Pick<UnderTest, 'model' | 'noModel'>> {
  try {
    const origin = await originOf(suite, cwd);
    if (origin !== undefined) return { model: () => origin.explore({}), noModel: undefined };
    return { model: undefined, noModel: 'the suite does not say how its subject is made' };
  } catch (error) {
    return { model: undefined, noModel: `the subject cannot be made again: ${reasonOf(error)}` };
  }
}

/** What the suite was made of; undefined where it does not say. */
async function originOf({ subject }: Suite, cwd: string): Promise<Generated | undefined> {
  return subject.origin === undefined ? undefined : madeAgain(subject.origin, cwd);
}
