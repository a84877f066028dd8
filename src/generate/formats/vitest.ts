/**
 * A suite as a test file for vitest, as a person would write it: one line for what comes in and what must go out. It
 * needs the machine, and `underTest` of `sriov-sim/execute`.
 */
import type { Envelope, Message } from '../../system/index.ts';
import type { Suite, Test, TestStep } from '../suite.ts';
import { camel, reserved } from './constant-names.ts';
import type { Imported } from './imports.ts';
import { Imports } from './imports.ts';
import { LiftedMessages, withoutSender } from './lifted-messages.ts';
import { callOf, flatOf, lineWidth, Source, sourceOf, stringOf } from './source-text.ts';
import { suiteComment } from './suite-comment.ts';

export interface VitestOptions {
  /** The machine of each actor. */
  readonly machines: Readonly<Record<string, Imported>>;
  /** The whole subject, in place of machines and the rest. */
  readonly subject?: Imported;
  /** The function that says what the subject shows. */
  readonly status?: Imported;
  /** It takes the snapshot of this actor, not the view of all. */
  readonly statusOf?: string;
  /** States ignore what they do not take. */
  readonly ignoresUnexpected?: boolean;
  /** What made the file: the command line, and the program with its version. */
  readonly command: string;
  readonly program: string;
}

const ofActor: Imported = { from: 'sriov-sim/execute', exported: 'statusOf' };

export function vitestText(suite: Suite, options: VitestOptions): string {
  return new Writer(suite, options).text();
}

class Writer {
  readonly #suite: Suite;
  readonly #options: VitestOptions;
  readonly #variable: string;
  readonly #imports: Imports;
  readonly #messages: LiftedMessages;
  readonly #isSole: boolean;
  readonly #hasStates: boolean;

  constructor(suite: Suite, options: VitestOptions) {
    this.#suite = suite;
    this.#options = options;
    const { actors, name } = suite.subject;
    this.#isSole = actors.length === 1;
    this.#hasStates = suite.observes === 'state';
    const wanted = camel(name) || 'it';
    const isFree = !reserved.has(wanted) && !['test', 'underTest', 'subject'].includes(wanted);
    this.#variable = isFree ? wanted : `${wanted}Actor`;
    const taken = new Set(['test', 'underTest', 'subject', this.#variable]);
    const { machines, status, subject } = options;
    const imported = subject === undefined ? Object.values(machines) : [subject];
    const all = [
      ...imported,
      ...(status === undefined ? [] : [status]),
      ...(options.statusOf === undefined ? [] : [ofActor]),
    ];
    if (subject?.exported === 'subject') taken.delete('subject');
    this.#imports = new Imports(all, taken, name);
    this.#messages = new LiftedMessages(messagesOf(suite, this.#isSole), taken);
  }

  text(): string {
    const { subject, tests } = this.#suite;
    const parts = [
      suiteComment(this.#suite, 'Tests', 'statechart', this.#options),
      this.#imports.text([
        { from: 'sriov-sim/execute', exported: 'underTest' },
        { from: 'vitest', exported: 'test' },
      ]),
      ...this.#subject(),
      ...this.#messages.parts(),
      this.#test('starts', [
        `const ${this.#variable} = underTest(subject);`,
        this.#started(subject.initial),
      ]),
      ...tests.map((test) => this.#ofTest(test)),
    ];
    return `${parts.join('\n\n')}\n`;
  }

  /** What is under test, unless it is imported under this name. */
  #subject(): readonly string[] {
    const { machines, subject, ignoresUnexpected } = this.#options;
    const head = 'const subject = ';
    if (subject !== undefined) {
      const local = this.#imports.local(subject);
      return local === 'subject' ? [] : [`${head}${local};`];
    }
    const { inputs } = this.#suite.subject;
    const actors = Object.entries(machines).map(([id, machine]) => {
      const input = Object.hasOwn(inputs, id) ? inputs[id] : undefined;
      return [id, { machine: this.#expression(machine), input }] as const;
    });
    const value = {
      actors: Object.fromEntries(actors),
      status: this.#status(),
      ignoresUnexpected: ignoresUnexpected === true ? true : undefined,
    };
    return [`${head}${sourceOf(value, 0, head.length, 1)};`];
  }

  #status(): Source | undefined {
    const { status, statusOf } = this.#options;
    if (status === undefined) return undefined;
    const local = this.#imports.local(status);
    if (statusOf === undefined) return new Source(local);
    return new Source(`${this.#imports.local(ofActor)}(${stringOf(statusOf)}, ${local})`);
  }

  #expression(each: Imported): Source {
    const local = this.#imports.local(each);
    const text = each.call === undefined ? local : `${local}(${each.call.map(flatOf).join(', ')})`;
    return new Source(text);
  }

  #ofTest({ name, steps }: Test): string {
    return this.#test(name, [
      `const ${this.#variable} = underTest(subject);`,
      ...steps.map((step) => this.#step(step)),
    ]);
  }

  #test(name: string, statements: readonly string[]): string {
    const body = statements.map((statement) => `  ${statement}\n`).join('');
    return `test(${stringOf(name)}, () => {\n${body}});`;
  }

  #started(initial: readonly Envelope[]): string {
    return this.#statements([this.#answer({ expect: initial })]);
  }

  #step(step: TestStep): string {
    const { stimulus, shows, expect, alternatives } = step;
    const isQuiet = expect.length === 0 && alternatives === undefined;
    const answer = isQuiet ? this.#quietly(shows) : this.#loudly(step);
    return this.#statements([this.#stimulus(stimulus), ...answer], stimulus.to);
  }

  #quietly(shows: string | undefined): readonly Call[] {
    if (shows === undefined) return [{ name: 'sendsNothing', args: [] }];
    return [{ name: this.#hasStates ? 'isQuietIn' : 'showsOnly', args: [shows] }];
  }

  #loudly(step: TestStep): readonly Call[] {
    const { shows } = step;
    const answer = this.#answer(step);
    if (shows === undefined) return [answer];
    return this.#hasStates
      ? [answer, { name: 'isIn', args: [shows] }]
      : [{ name: 'shows', args: [shows] }, answer];
  }

  #stimulus({ from, to, message }: Envelope): Call {
    if (from === 'timer') return { name: 'timerFires', args: [message.type] };
    if (from === to) return { name: 'runs', args: [this.#message(message, from)] };
    const args =
      message.from === from
        ? [from, this.#message(message, from)]
        : [this.#message(message, undefined)];
    return { name: 'receives', args };
  }

  #answer({ expect, alternatives = [] }: Pick<TestStep, 'expect' | 'alternatives'>): Call {
    if (alternatives.length > 0) {
      const all = [expect, ...alternatives];
      return { name: 'sendsOneOf', args: all.map((each) => each.map((one) => this.#sent(one))) };
    }
    const [first] = expect;
    if (first === undefined) return { name: 'sendsNothing', args: [] };
    if (expect.every(({ to }) => to === first.to)) {
      const messages = expect.map((each) => this.#sent(each)[1]);
      return { name: 'sends', args: [first.to, ...messages] };
    }
    return { name: 'sends', args: expect.map((each) => this.#sent(each)) };
  }

  #sent({ from, to, message }: Envelope): readonly unknown[] {
    return [to, this.#message(this.#isSole ? message : told(message, from), this.#told(from))];
  }

  /** The sender that need not be said. */
  #told(from: string): string | undefined {
    return this.#isSole ? from : undefined;
  }

  #message(message: Message, sender: string | undefined): unknown {
    return this.#messages.use(withoutSender(message, sender));
  }

  /** On one line as a chain if it fits; else a statement for each. */
  #statements(calls: readonly Call[], to?: string): string {
    const of = this.#isSole || to === undefined ? '' : `.at(${stringOf(to)})`;
    const flat = calls.map(({ name, args }) => `.${name}(${args.map(flatOf).join(', ')})`).join('');
    const chain = `${this.#variable}${of}${flat};`;
    if (chain.length + 2 <= lineWidth) return chain;
    return calls
      .map(({ name, args }, n) => {
        const callee = `${this.#variable}${n === 0 ? of : ''}.${name}`;
        return `${callOf(callee, args, 2)};`;
      })
      .join('\n  ');
  }
}

interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** As they are written, each as often as it comes. */
function* messagesOf(suite: Suite, isSole: boolean): Generator<Message> {
  for (const { steps } of suite.tests) {
    for (const { stimulus, expect, alternatives = [] } of steps) {
      const { from, message } = stimulus;
      if (from !== 'timer') yield withoutSender(message, from);
      for (const each of [expect, ...alternatives].flat()) {
        yield isSole ? withoutSender(each.message, each.from) : told(each.message, each.from);
      }
    }
  }
}

function told({ type, from: _from, ...rest }: Message, from: string): Message {
  return { type, ...rest, from };
}
