#!/usr/bin/env node
/** `npm run schema`: writes the published schema of scenario files, from the one that checks them. */
import { writeFileSync } from 'node:fs';
import { scenarioJsonSchema } from '../../actors/scenario/index.ts';

const path = process.argv[2] ?? 'docs/scenario.schema.json';
writeFileSync(path, scenarioJsonSchema());
process.stderr.write(`${path} written\n`);
