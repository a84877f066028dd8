import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scenarioJsonSchema } from '../../actors/scenario/index.ts';

const published = new URL('../../docs/scenario.schema.json', import.meta.url);

test('the published schema is the one that checks scenarios: else run npm run schema', () => {
  expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(JSON.parse(scenarioJsonSchema()));
});

test('every field of the published schema says what it is', () => {
  const silent: string[] = [];
  const visit = (node: unknown, path: string) => {
    if (typeof node !== 'object' || node === null) return;
    const { properties } = node as { properties?: Record<string, Record<string, unknown>> };
    for (const [name, field] of Object.entries(properties ?? {})) {
      const spoken = 'description' in field || '$ref' in field || 'const' in field;
      if (!spoken) silent.push(`${path}.${name}`);
    }
    for (const [key, child] of Object.entries(node)) visit(child, `${path}.${key}`);
  };
  visit(JSON.parse(scenarioJsonSchema()), '');
  expect(silent).toEqual([]);
});
