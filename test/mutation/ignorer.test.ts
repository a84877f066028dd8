/** What is left alone is documentation, and nothing that decides anything. */
import { expect, test } from 'vitest';
import { invisibleCode } from './stryker/ignorer.ts';

const property = (name: string, value: object = { type: 'StringLiteral' }) => ({
  type: 'ObjectProperty',
  key: { type: 'Identifier', name },
  value,
});
const object = (...properties: object[]) => ({ type: 'ObjectExpression', properties });
const reason = (node: object) => invisibleCode.shouldIgnore({ node } as never);

test.each([
  ['requirements', property('requirements')],
  ['a meta of requirements', property('meta', object(property('requirements')))],
  ['a description', property('description')],
  ['the types of setup', property('types')],
  ['an internal error', { type: 'ThrowStatement' }],
])('%s', (_name, node) => {
  expect(reason(node)).toMatch(/\w/);
});

test.each([
  ['a guard', property('guard')],
  ['what a state puts off', property('meta', object(property('requirements'), property('defer')))],
  ['any other object', property('message', object(property('status')))],
  ['a statement', { type: 'ReturnStatement' }],
])('not %s', (_name, node) => {
  expect(reason(node)).toBeUndefined();
});
