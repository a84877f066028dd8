/**
 * What a suite file contains: the single source of the check of a file and of the published `docs/suite.schema.json`;
 * the types are those of `suite.ts`, and the compiler holds the two against each other.
 */
import { z } from 'zod';
import type { Suite } from './suite.ts';
import { suiteFormat, suiteVersion } from './suite.ts';

const text = (most: number) => z.string().min(1).max(most);
const sentence = z.string().max(10_000);
const count = z.int().min(0);

export const criterionNames = [
  'states',
  'state-nodes',
  'configurations',
  'event-types',
  'transitions',
  'chart-transitions',
  'transition-pairs',
  'statuses',
  'request-status',
  'irql',
  'boundaries',
  'requirements',
  'schedules',
] as const;

const envelopeSchema = z
  .strictObject({
    from: text(200).describe('Id of the sender; `timer` for a timer of the receiver.'),
    to: text(200).describe('Id of the receiver.'),
    message: z
      .looseObject({ type: text(500).describe('Name of the message.') })
      .describe('As sent.'),
    lost: z.literal(true).describe('In a schedule: it is lost instead of delivered.').optional(),
    duplicate: z.literal(true).describe('In a schedule: a copy is delivered; it stays.').optional(),
  })
  .describe('One message on its way.');

const answerSchema = z.array(envelopeSchema).max(100_000);

const stepSchema = z
  .strictObject({
    stimulus: envelopeSchema.describe('What is delivered.'),
    expect: answerSchema.describe(
      'What the subject must send, and then nothing until the next stimulus. The order counts between the same ' +
        'sender and receiver only.',
    ),
    alternatives: z
      .array(answerSchema)
      .max(100_000)
      .describe('What it may legally answer instead; the test then ends without a verdict.')
      .optional(),
    shows: z
      .string()
      .max(10_000)
      .describe('What the subject must show after the step, as `observes` says.')
      .optional(),
  })
  .describe('One stimulus, and what must follow before anything else is done.');

const testSchema = z
  .strictObject({
    name: text(2000).describe('What the test is after; unique in its suite.'),
    covers: z.array(z.string().max(10_000)).describe('Coverage items that it covers first.'),
    steps: z.array(stepSchema).max(1_000_000),
  })
  .describe('From a fresh subject on.');

const subjectSchema = z
  .strictObject({
    name: text(500),
    kind: z
      .enum(['open', 'closed'])
      .describe('Everything outside is the tester, or the tester chooses the schedule.'),
    actors: z.array(text(200)).min(1).describe('The actors that the subject consists of.'),
    inputs: z
      .record(z.string(), z.unknown())
      .describe('The input that each of them is started with.'),
    initial: answerSchema.describe('What the subject sends before the first step.'),
    origin: z
      .record(z.string(), z.unknown())
      .describe('How sriov-sim makes the subject again.')
      .optional(),
  })
  .describe('What is tested.');

const coverageSchema = z
  .strictObject({
    criterion: z.enum(criterionNames),
    items: z.array(
      z.strictObject({
        id: z.string().max(10_000),
        status: z.enum(['covered', 'uncovered', 'unreachable', 'unknown']),
        why: sentence.describe('Why it is not covered.').optional(),
      }),
    ),
  })
  .describe('What the tests cover of one dimension.');

const leftOutSchema = z
  .strictObject({ what: sentence, why: sentence, count })
  .describe('What could be expected in the suite, and is not there.');

export const suiteSchema = z
  .strictObject({
    $schema: text(500).describe('Path of the published schema, for editors.').optional(),
    format: z.literal(suiteFormat).describe('What kind of file this is.'),
    version: z.literal(suiteVersion).describe('Version of the format.'),
    subject: subjectSchema,
    criteria: z.array(z.enum(criterionNames)).describe('What the tests must cover.'),
    method: z
      .enum(['tour', 'w', 'wp', 'hsi', 'h'])
      .describe('How the paths were chosen; all but tours identify states.'),
    extraStates: count
      .describe('States that an implementation may have more than the model, for the claim.')
      .optional(),
    observes: z
      .enum(['outputs', 'status', 'state'])
      .describe('What of an implementation can be seen.'),
    claim: sentence.describe('What passing this suite says.'),
    assumptions: z.array(sentence).describe('What the claim presumes.'),
    tests: z.array(testSchema).max(1_000_000),
    coverage: z.array(coverageSchema),
    leftOut: z.array(leftOutSchema),
    stoppedBecause: z
      .enum(['complete', 'max-states', 'max-steps', 'max-tests', 'max-seconds', 'max-depth'])
      .describe('Why the generation ended.'),
    truncated: z.boolean().describe('Whether a limit cut the model or the suite short.'),
  })
  .meta({
    id: 'sriov-sim-suite',
    title: 'Test suite of sriov-sim',
    description: 'What is done to a subject, what it must answer, and what that covers.',
  });

/** Compiles only while what the schema lets through is a suite. */
type Checked = Omit<z.output<typeof suiteSchema>, '$schema'>;
export type SchemaMatches = [Loose<Checked>] extends [Loose<Suite>] ? true : never;
export const schemaMatches: SchemaMatches = true;

/** A missing optional field and one that is undefined are the same to zod. */
type Loose<T> = T extends readonly (infer E)[]
  ? readonly Loose<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Loose<Exclude<T[K], undefined>> }
    : T;

/** The schema for editors and other tools, as `docs/suite.schema.json` has it. */
export function suiteJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(suiteSchema, { io: 'input' }), null, 2)}\n`;
}

/** The fields that an object at this place may have, for messages about unknown ones. */
export function suiteFieldsAt(path: readonly PropertyKey[]): readonly string[] {
  const names = path.filter((key) => typeof key !== 'number');
  const last = names.at(-1);
  switch (last) {
    case undefined:
      return Object.keys(suiteSchema.shape);
    case 'subject':
      return Object.keys(subjectSchema.shape);
    case 'tests':
      return Object.keys(testSchema.shape);
    case 'steps':
      return Object.keys(stepSchema.shape);
    case 'stimulus':
    case 'expect':
    case 'alternatives':
    case 'initial':
      return Object.keys(envelopeSchema.shape);
    case 'coverage':
      return Object.keys(coverageSchema.shape);
    case 'items':
      return ['id', 'status', 'why'];
    case 'leftOut':
      return Object.keys(leftOutSchema.shape);
    default:
      return [];
  }
}
