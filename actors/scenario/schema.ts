/**
 * What a scenario file may contain: the single source of its type, of the check of a user's file, and of the published
 * `docs/scenario.schema.json`.
 */
import { z } from 'zod';
import type { VpciVersionName } from '../../src/wdk/vpci-messages.ts';
import { VPCI_VERSION } from '../../src/wdk/vpci-messages.ts';
import { refusals } from '../refusal-names.ts';
import { callFields, oidParameters } from './call-schema.ts';
import { maxVfs, stepSchema } from './step-schema.ts';

const stackSchema = z
  .strictObject({
    vfs: z.int().min(1).max(maxVfs).describe('Number of VFs.').optional(),
    guests: z
      .int()
      .min(1)
      .max(maxVfs)
      .describe('Number of guests; VF i goes to guest i modulo guests. Left out: one per VF.')
      .optional(),
    vbd: z
      .boolean()
      .describe('Whether the PF vendor has a virtual bus driver. Left out: yes.')
      .optional(),
    switchCreation: z
      .enum(['dynamic', 'static'])
      .describe('When the NIC switch is created: on OID_NIC_SWITCH_CREATE_SWITCH, or at start.')
      .optional(),
    refused: z
      .array(z.enum(refusals))
      .max(refusals.length)
      .describe(
        'What NDIS and the host refuse whenever it is asked for: attributes, NDIS services, VPCI packets. Left out: nothing.',
      )
      .optional(),
    vpciVersion: z
      .enum(Object.keys(VPCI_VERSION) as [VpciVersionName, ...VpciVersionName[]])
      .describe('Newest version of the VPCI protocol that the host speaks. Left out: the newest.')
      .optional(),
  })
  .describe(
    'The topology that the scenario is meant for. Options of the command line override it.',
  );

const clientSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,30}$/, {
        error: 'legal are a small letter, then at most 30 small letters, digits and hyphens',
      })
      .describe('Name of the client; unique.'),
    each: z.literal('vf').describe('One such client for every VF.').optional(),
    steps: z.array(stepSchema).min(1).max(64).describe('Its requests, in order.'),
  })
  .describe('Somebody who asks something of the stack. All clients run at the same time.');

export const scenarioSchema = z
  .strictObject({
    $schema: z.string().max(500).describe('Path of the published schema, for editors.').optional(),
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,40}$/, {
        error: 'legal are a small letter, then at most 40 small letters, digits and hyphens',
      })
      .describe('Name of the scenario.'),
    title: z.string().min(1).max(120).describe('What happens, in one sentence.'),
    description: z.string().max(2000).describe('What it shows.').optional(),
    stack: stackSchema.prefault({}),
    clients: z.array(clientSchema).min(1).max(16).describe('Who asks what.'),
  })
  .meta({
    id: 'sriov-sim-scenario',
    title: 'Scenario of sriov-sim',
    description: 'A topology and the clients that use it. What is explored is their interleaving.',
  });

/** A scenario after parsing: defaults are filled in. */
export type Scenario = z.output<typeof scenarioSchema>;
export type ScenarioClient = Scenario['clients'][number];

/** The schema for editors and other tools, as `docs/scenario.schema.json` has it. */
export function scenarioJsonSchema(): string {
  const schema = z.toJSONSchema(scenarioSchema, { io: 'input' });
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** The names of the fields that an object at this place may have; for a step they depend on its verb. */
export function fieldsAt(data: unknown, path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(scenarioSchema.shape);
  if (path[0] === 'stack' && path.length === 1) return Object.keys(stackSchema.shape);
  if (path[0] === 'clients' && path.length === 2) return Object.keys(clientSchema.shape);
  if (path[0] !== 'clients' || path[2] !== 'steps' || path.length > 5) return [];
  const step = (data as { clients: { steps: { do?: unknown; call?: unknown }[] }[] }).clients[
    Number(path[1])
  ]?.steps[Number(path[3])];
  if (path[4] === 'parameters') return Object.keys(oidParameters.shape);
  if (path[4] === 'call') return callFields(step?.do, step?.call);
  const options = stepSchema.options;
  const found = options.find((option) => option.shape.do.value === step?.do);
  return found === undefined ? [] : Object.keys(found.shape);
}
