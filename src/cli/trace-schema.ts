/**
 * What a trace file contains: the single source of its type, of the check of a file, and of the published
 * `docs/trace.schema.json`. A trace has everything that a replay needs.
 */
import { z } from 'zod';
import { maxVfs } from '../../actors/scenario/index.ts';
import { switchableReadings } from '../../machines/readings.ts';
import { replaceableParts } from './user-machine.ts';

export const traceFormat = 'sriov-sim-trace';
/**
 * Those that this program reads. It writes the first for the driver stack, so that programs that know no other read
 * it too, and the second for a system of the user's own.
 */
export const traceVersions = { stack: 1, module: 2 } as const;

const text = (most: number) => z.string().min(1).max(most);
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'legal are 64 hexadecimal digits' })
  .describe('SHA-256 of the content of the file, so that a changed file is noticed.');

const envelopeSchema = z
  .strictObject({
    from: text(200).describe('Id of the sender; `timer` and `environment` are senders too.'),
    to: text(200).describe('Id of the receiver.'),
    message: z
      .looseObject({ type: text(500).describe('Name of the message.') })
      .describe('As sent.'),
    lost: z.literal(true).describe('The message is lost instead of delivered.').optional(),
    duplicate: z.literal(true).describe('A copy is delivered; the message stays.').optional(),
  })
  .describe('One delivery.');

const stackSchema = z
  .strictObject({
    scenario: z
      .strictObject({
        name: text(60).describe('Name of the scenario.'),
        definition: z
          .looseObject({})
          .describe('The scenario itself, as a scenario file has it. Left out: the built-in one.')
          .optional(),
      })
      .describe('What is asked of the stack.'),
    vfs: z.int().min(1).max(maxVfs).describe('Number of VFs.'),
    guests: z.int().min(1).max(maxVfs).describe('Number of guests.'),
    vbd: z.boolean().describe('Whether there is a virtual bus driver.'),
    switchCreation: z.enum(['dynamic', 'static']).describe('When the NIC switch is created.'),
    device: z
      .union([
        z.strictObject({ profile: text(100).describe('Name of a built-in device.') }),
        z.strictObject({
          file: text(4096).describe('A file from lspci -xxxx, as it was named.'),
          slot: text(60).describe('Which function of the file.').optional(),
          sha256,
        }),
      ])
      .describe('The device.'),
    machines: z
      .array(
        z.strictObject({
          part: z.enum(replaceableParts).describe('The driver that is replaced.'),
          file: text(4096).describe('The file with the machine, as it was named.'),
          sha256,
        }),
      )
      .max(replaceableParts.length)
      .describe("The user's own machines."),
    readings: z
      .partialRecord(z.enum(switchableReadings), z.enum(['A', 'B']))
      .describe('Contradictions of the documentation in which a reading was named.'),
  })
  .describe('What was run.');

const moduleSchema = z
  .strictObject({
    module: z
      .strictObject({
        file: text(4096).describe('The file, as it was named.'),
        sha256: sha256.describe(
          'SHA-256 of the content of the file, followed by those of the local files that it imports.',
        ),
      })
      .describe("The user's own module: its export `system`, and what must hold of it."),
  })
  .describe('What was explored.');

const stackOptionsSchema = z
  .strictObject({
    timers: z.enum(['idle', 'any']).describe('When an armed timer may fire.'),
    channels: z
      .enum(['fifo', 'bag', 'causal', 'mailbox'])
      .describe('In which order messages may be delivered.'),
    duplicating: z.boolean().describe('Whether messages may arrive more than once.').optional(),
    unexpected: z
      .enum(['violation', 'ignored'])
      .describe('What a message is that a state does not take.')
      .optional(),
    deadlock: z.boolean().describe('Whether rest short of final states is a violation.').optional(),
    strategy: text(60).describe('How the schedule was found; for people.').optional(),
  })
  .describe('The rules under which the schedule is possible.');

const moduleOptionsSchema = stackOptionsSchema
  .extend({
    lossy: z.boolean().describe('Whether messages may be lost.').optional(),
    noOps: z
      .enum(['delivered', 'left'])
      .describe('Whether a delivery that changes nothing is made.')
      .optional(),
  })
  .describe('The rules under which the schedule is possible.');

const violationSchema = z
  .strictObject({
    property: text(200).describe('Name of the property.'),
    rule: text(2000).describe('What must hold.'),
    bugcheck: text(200).describe('The bug check that a machine would have shown.').optional(),
    detail: z.string().max(10_000).describe('What is wrong.'),
    step: z.int().min(1).describe('The step that violates; left out: at the end.').optional(),
  })
  .describe('What the schedule violates.');

const fields = {
  $schema: text(500).describe('Path of the published schema, for editors.').optional(),
  format: z.literal(traceFormat).describe('What kind of file this is.'),
  program: text(200).describe('The program and version that wrote it.'),
  seed: z.int().min(0).nullable().describe('Seed of a random strategy; null: none was used.'),
  schedule: z.array(envelopeSchema).max(1_000_000).describe('The deliveries, in order.'),
  verdict: z.enum(['violated', 'holds']).describe('What was found.'),
  violation: violationSchema.optional(),
  explanation: z
    .looseObject({})
    .describe('Why; not needed by a replay (docs/traces.md).')
    .optional(),
};

const versionOf = (version: 1 | 2) => z.literal(version).describe('Version of the format.');

const stackTraceSchema = z
  .strictObject({
    ...fields,
    version: versionOf(1),
    system: stackSchema,
    options: stackOptionsSchema,
  })
  .describe('Of the driver stack.');

const moduleTraceSchema = z
  .strictObject({
    ...fields,
    version: versionOf(2),
    system: moduleSchema,
    options: moduleOptionsSchema,
  })
  .describe("Of a system of the user's own.");

const traceSchema = z.discriminatedUnion('version', [stackTraceSchema, moduleTraceSchema]).meta({
  id: 'sriov-sim-trace',
  title: 'Trace of sriov-sim',
  description: 'A schedule of deliveries, the system in which it happens, and what it violates.',
});

export type TraceFile = z.output<typeof stackTraceSchema> | z.output<typeof moduleTraceSchema>;
export type TraceSystem = TraceFile['system'];
export type StackTraceSystem = z.output<typeof stackSchema>;
export type ModuleTraceSystem = z.output<typeof moduleSchema>;
export type TraceOptions = z.output<typeof moduleOptionsSchema>;

/** The schema of this version, for messages that speak of its fields alone. Undefined: there is no such version. */
export function traceSchemaOf(version: unknown) {
  switch (version) {
    case traceVersions.stack:
      return stackTraceSchema;
    case traceVersions.module:
      return moduleTraceSchema;
    default:
      return undefined;
  }
}

/** The schema for editors and other tools, as `docs/trace.schema.json` has it. */
export function traceJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(traceSchema, { io: 'input' }), null, 2)}\n`;
}

/** The fields that an object at this place may have, for messages about unknown ones. */
export function traceFieldsAt(version: unknown, path: readonly PropertyKey[]): readonly string[] {
  const [first, second] = path;
  const { shape } = traceSchemaOf(version) ?? stackTraceSchema;
  if (path.length === 0) return Object.keys(shape);
  if (first === 'schedule') return Object.keys(envelopeSchema.shape);
  if (first === 'options') return Object.keys(shape.options.shape);
  if (first === 'violation') return Object.keys(violationSchema.shape);
  if (first !== 'system') return [];
  if (second === undefined) return Object.keys(shape.system.shape);
  if (second === 'module') return ['file', 'sha256'];
  if (second === 'scenario') return ['name', 'definition'];
  if (second === 'machines') return ['part', 'file', 'sha256'];
  return second === 'device' ? ['profile', 'file', 'slot', 'sha256'] : [];
}
