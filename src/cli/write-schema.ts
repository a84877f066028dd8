#!/usr/bin/env node
/** `npm run schema`: writes the published schemas of scenario, trace and suite files, from those that check them. */
import { writeFileSync } from 'node:fs';
import { scenarioJsonSchema } from '../../actors/scenario/index.ts';
import { suiteJsonSchema } from '../generate/index.ts';
import { traceJsonSchema } from './trace-schema.ts';

const folder = process.argv[2] ?? 'docs';
const schemas = {
  scenario: scenarioJsonSchema(),
  trace: traceJsonSchema(),
  suite: suiteJsonSchema(),
};
for (const [name, schema] of Object.entries(schemas)) {
  const path = `${folder}/${name}.schema.json`;
  writeFileSync(path, schema);
  process.stderr.write(`${path} written\n`);
}
