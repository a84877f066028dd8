/**
 * A suite as tables in C99: one header without any dependency, for a loop that walks it. Two such headers can be
 * included together.
 */
import type { Envelope, Message } from '../../system/index.ts';
import type { Suite, TestStep } from '../suite.ts';
import { commentText } from './source-text.ts';

export function cText(
  suite: Suite,
  { command, program }: { readonly command: string; readonly program: string },
): string {
  const tables = new Tables(identifier(suite.subject.name));
  const tests = suite.tests.map(({ name, steps }) => {
    const list = tables.steps(steps);
    return `    {${cString(name)}, ${steps.length}, ${list}}`;
  });
  const { subject, claim } = suite;
  const initial = tables.messages(subject.initial);
  const { prefix } = tables;
  const guard = `${prefix.toUpperCase()}_TEST_VECTORS_H`;
  return [
    '/*',
    ...[
      `Tests of ${subject.name}, made from its statechart by ${program}:`,
      command,
      '',
      claim,
    ].map((line) => ` * ${comment(line)}`.trimEnd()),
    ' *',
    ` * Walk them: for each test of ${prefix}_suite, reset; give each step's stimulus, wait until it is quiet, and`,
    ' * compare what was sent with `expect` (or one of `alternatives`, which ends the test without a verdict).',
    ' */',
    `#ifndef ${guard}`,
    `#define ${guard}`,
    '',
    definitions,
    ...tables.lines,
    '',
    ...(tests.length === 0
      ? []
      : [`static const sriov_sim_test ${prefix}_tests[] = {`, `${tests.join(',\n')}`, '};', '']),
    `static const sriov_sim_suite ${prefix}_suite = {`,
    `    ${cString(subject.name)},`,
    `    ${cString(claim)},`,
    `    SRIOV_SIM_OBSERVES_${suite.observes.toUpperCase()},`,
    `    ${subject.initial.length}, ${initial},`,
    `    ${tests.length}, ${tests.length === 0 ? '0' : `${prefix}_tests`}`,
    '};',
    '',
    '#endif',
    '',
  ].join('\n');
}

const definitions = `#ifndef SRIOV_SIM_TEST_VECTORS
#define SRIOV_SIM_TEST_VECTORS
#include <stddef.h>

typedef enum {
    SRIOV_SIM_TEXT,    /* text: the text itself */
    SRIOV_SIM_INTEGER, /* integer; text: the same in decimal digits */
    SRIOV_SIM_BOOLEAN, /* integer: 0 or 1; text: "true" or "false" */
    SRIOV_SIM_JSON     /* text: a number that is no integer, null, a list, or an object, as JSON */
} sriov_sim_kind;

typedef struct {
    const char *name; /* a path: "parameters.vf" is field vf of field parameters */
    sriov_sim_kind kind;
    const char *text;
    long long integer;
} sriov_sim_field;

typedef struct {
    const char *from;
    const char *to;
    const char *type;
    size_t field_count;
    const sriov_sim_field *fields;
} sriov_sim_message;

typedef struct {
    size_t message_count;
    const sriov_sim_message *messages;
} sriov_sim_answer;

typedef struct {
    sriov_sim_message stimulus; /* from "timer": a timer of the receiver fires; from == to: its own work item */
    sriov_sim_answer expect;    /* the order counts between the same sender and receiver only */
    size_t alternative_count;
    const sriov_sim_answer *alternatives;
    const char *shows; /* the status, or the state; 0: nothing */
} sriov_sim_step;

typedef struct {
    const char *name;
    size_t step_count;
    const sriov_sim_step *steps;
} sriov_sim_test;

typedef enum {
    SRIOV_SIM_OBSERVES_OUTPUTS,
    SRIOV_SIM_OBSERVES_STATUS,
    SRIOV_SIM_OBSERVES_STATE
} sriov_sim_observation;

typedef struct {
    const char *subject;
    const char *claim;
    sriov_sim_observation observes;
    size_t initial_count; /* what is sent at the reset */
    const sriov_sim_message *initial;
    size_t test_count;
    const sriov_sim_test *tests;
} sriov_sim_suite;
#endif
`;

/** Equal lists of fields and of messages are written once. */
class Tables {
  readonly prefix: string;
  readonly lines: string[] = [];
  readonly #known = new Map<string, string>();

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  messages(list: readonly Envelope[]): string {
    if (list.length === 0) return '0';
    return this.#table(
      'sriov_sim_message',
      'messages',
      list.map((each) => `{${this.#message(each)}}`),
    );
  }

  steps(steps: readonly TestStep[]): string {
    if (steps.length === 0) return '0';
    const rows = steps.map(({ stimulus, expect, alternatives = [], shows }) => {
      const others = alternatives.map((each) => `{${this.#answer(each)}}`);
      const table = others.length === 0 ? '0' : this.#table('sriov_sim_answer', 'answers', others);
      const parts = [
        `{${this.#message(stimulus)}}`,
        `{${this.#answer(expect)}}`,
        `${others.length}, ${table}`,
        shows === undefined ? '0' : cString(shows),
      ];
      return `{${parts.join(',\n     ')}}`;
    });
    return this.#table('sriov_sim_step', 'steps', rows);
  }

  #answer(list: readonly Envelope[]): string {
    return `${list.length}, ${this.messages(list)}`;
  }

  #message({ from, to, message }: Envelope): string {
    const fields = fieldsOf(message, from).map(([name, value]) => fieldText(name, value));
    const table = fields.length === 0 ? '0' : this.#table('sriov_sim_field', 'fields', fields);
    return `${cString(from)}, ${cString(to)}, ${cString(message.type)}, ${fields.length}, ${table}`;
  }

  #table(type: string, what: string, rows: readonly string[]): string {
    const body = rows.map((row) => `    ${row}`).join(',\n');
    const key = `${type} ${body}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const name = `${this.prefix}_${what}_${this.#known.size + 1}`;
    this.#known.set(key, name);
    this.lines.push(`static const ${type} ${name}[] = {`, body, '};');
    return name;
  }
}

/** Inner fields by their path; what is no plain object stays in one piece. */
function fieldsOf(message: Message, sender: string): readonly (readonly [string, unknown])[] {
  const own = Object.entries(message).filter(
    ([name, value]) => name !== 'type' && !(name === 'from' && value === sender),
  );
  return own.flatMap(([name, value]) => flat(name, value));
}

function flat(path: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
  const fields = Object.entries(value);
  if (fields.length === 0) return [[path, value]];
  return fields.flatMap(([name, each]) => flat(`${path}.${name}`, each));
}

function fieldText(name: string, value: unknown): string {
  const head = `{${cString(name)}, `;
  if (typeof value === 'string') return `${head}SRIOV_SIM_TEXT, ${cString(value)}, 0}`;
  if (typeof value === 'boolean') return `${head}SRIOV_SIM_BOOLEAN, "${value}", ${value ? 1 : 0}}`;
  if ((typeof value === 'number' && Number.isSafeInteger(value)) || isLongLong(value)) {
    return `${head}SRIOV_SIM_INTEGER, "${value}", ${value}LL}`;
  }
  const text = JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint' ? `${each}` : each,
  );
  return `${head}SRIOV_SIM_JSON, ${cString(text ?? 'null')}, 0}`;
}

/** The least one cannot be written as a constant in C. */
function isLongLong(value: unknown): value is bigint {
  return typeof value === 'bigint' && value < 2n ** 63n && value > -(2n ** 63n);
}

/** C99 promises string constants of 4095 characters; a longer one is written as an array of them. */
const longestString = 4000;

/** UTF-8; everything but plain ASCII as octal, and no trigraph. */
export function cString(text: string): string {
  const pieces: string[] = [];
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > longestString) {
    const codes = [...bytes].map((byte) => `'${byte === 0 ? '\\0' : octal(byte)}'`);
    return `(const char[]){${[...codes, "'\\0'"].join(',')}}`;
  }
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (byte < 0x20 || byte > 0x7e) pieces.push(octal(byte));
    else if (character === '"' || character === '\\') pieces.push(`\\${character}`);
    else if (character === '?' && pieces.at(-1)?.endsWith('?') === true) pieces.push('\\?');
    else pieces.push(character);
  }
  return `"${pieces.join('')}"`;
}

function octal(byte: number): string {
  return `\\${byte.toString(8).padStart(3, '0')}`;
}

/** A name that C takes: not a keyword either, since something follows it. */
export function identifier(text: string): string {
  const clean = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  if (clean === '') return 'subject';
  return /^\d/.test(clean) ? `subject_${clean}` : clean;
}

/** Nor may it begin a comment in it, or end in a backslash or a trigraph. */
function comment(text: string): string {
  return commentText(text).replaceAll('/*', '/ *').replaceAll('??', '? ?').replace(/\\+$/, '');
}
