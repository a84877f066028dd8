/** Names and texts that would like to be markup, script, a prototype, or no text at all: they stay what they are. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import type { PageAssets } from '../../../src/inspect/view/assets.ts';
import type { DocumentInput } from '../../../src/inspect/view/index.ts';
import { viewDocument, viewerHtml } from '../../../src/inspect/view/index.ts';
import { applyChanges, pathNames, unpacked } from '../../../src/inspect/view/pack.ts';
import { changesBetween, plainJson } from '../../../src/inspect/view/plain.ts';
import type { ViewDocument } from '../../../src/inspect/view-data.ts';
import type { Envelope } from '../../../src/system/index.ts';

const hostile = [
  '</script><script>alert(1)</script>',
  '<!--<script>',
  '"\'`\\u003c&lt;\u2028\u2029',
  '\ud800 half, \udc00 and the other half',
  'a.b\\.c..',
  '__proto__',
  'constructor',
  '',
  'n'.repeat(10_000),
];

/** Its context carries the texts too, as names and as values. */
function store(): AnyStateMachine {
  return createMachine({
    id: 'store',
    context: { fields: Object.fromEntries(hostile.map((text) => [text, text])) },
    initial: 'open',
    states: { open: { on: { '*': '<i>shut' } }, '<i>shut': { on: { '*': {} } } },
  }) as AnyStateMachine;
}

function input(): DocumentInput {
  const initial = hostile.map((text, n): Envelope => {
    const fields = Object.fromEntries(hostile.map((name) => [name, { [name]: text }]));
    const message = { type: n === 0 ? 'Message' : text || 'empty', id: text, status: text, fields };
    return { from: 'environment', to: '<img src=x>', message };
  });
  return {
    system: {
      spec: { actors: { '<img src=x>': { machine: store() } }, initial },
      lanes: [{ id: '<img src=x>', label: '</style>', partition: 'parent' }],
      describe: () => hostile,
    },
    heading: hostile.join(' '),
    facts: hostile.map((text) => [text, text]),
    command: hostile[0] as string,
    schedule: initial,
  };
}

const assets: PageAssets = {
  script: 'const text = "</script><!-- x";\r\nconsole;',
  style: 'body::after { content: "</style>" }',
};

/** What a reader of HTML takes as the content of each element of this name. */
function contents(html: string, name: string): readonly { attributes: string; text: string }[] {
  const found: { attributes: string; text: string }[] = [];
  const open = new RegExp(`<${name}(\\s[^>]*)?>`, 'gi');
  for (let match = open.exec(html); match !== null; match = open.exec(html)) {
    const start = open.lastIndex;
    const end = html.toLowerCase().indexOf(`</${name}`, start);
    found.push({ attributes: match[1] ?? '', text: html.slice(start, end) });
    open.lastIndex = end;
  }
  return found;
}

function documentIn(html: string): ViewDocument {
  const [data] = contents(html, 'script');
  expect(data?.attributes).toContain('id="view-document"');
  return unpacked(JSON.parse(data?.text ?? ''));
}

test('a document of hostile texts comes out of its page as it went in', async () => {
  const document = await viewDocument(input());
  expect(document.runs[0]?.steps).toHaveLength(hostile.length);
  const html = viewerHtml(document, { assets });
  expect(documentIn(html)).toEqual(JSON.parse(JSON.stringify(document)));
  const fields = document.runs[0]?.steps[1]?.message as { fields: object };
  expect(Object.hasOwn(fields.fields, '__proto__')).toBe(true);
  for (const { title } of document.runs[0]?.steps ?? []) expect(title.length).toBeLessThan(170);
});

test('nothing in the document is markup, and no half of a pair of surrogates is left', async () => {
  const html = viewerHtml(await viewDocument(input()), { assets });
  expect(contents(html, 'script')).toHaveLength(2);
  expect(html.match(/<\/script/gi)).toHaveLength(2);
  expect(html.match(/<\/style/gi)).toHaveLength(1);
  const [data] = contents(html, 'script');
  expect(data?.text).not.toMatch(/[<>&\u2028\u2029]/);
  expect(html).not.toMatch(/\p{Surrogate}/u);
  expect(data?.text).not.toMatch(/[^\\](\\\\)*\\ud[89a-f]/i);
  expect(html).not.toMatch(/<(img|i|b)\b/);
  expect(html).toMatch(/^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">/);
  const [title] = contents(html, 'title');
  expect(title?.text).not.toContain('<');
});

test('the page allows its own script and style by their hashes, and no connection', async () => {
  const html = viewerHtml(await viewDocument(input()), { assets });
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  const hash = (text = '') =>
    `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `script-src ${hash(contents(html, 'script')[1]?.text)}`,
    `style-src ${hash(contents(html, 'style')[0]?.text)}`,
    'img-src data:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  expect(html).not.toContain('\r');
  expect(contents(html, 'script')[1]?.text).toContain('const text = "\\x3c/script>\\x3c!-- x"');
});

test('a served page knows its script by the nonce, carries the token, and may ask its server', async () => {
  const document = await viewDocument({ ...input(), mode: 'served' });
  const html = viewerHtml(document, { assets, nonce: 'n"1', token: 't<2' });
  expect(html).toContain('<meta name="token" content="t&lt;2">');
  expect(html).toContain(`script-src 'nonce-n&quot;1'`);
  expect(html).toContain(`connect-src 'self'`);
  expect(contents(html, 'script')[1]?.attributes).toContain('nonce="n&quot;1"');
  expect(contents(html, 'style')[0]?.attributes).toContain('nonce="n&quot;1"');
});

test('the built page refers to nothing outside of itself', async () => {
  const html = viewerHtml(await viewDocument(input()));
  const [data, script] = contents(html, 'script');
  const rest = html.replace(data?.text ?? '', '').replace(script?.text ?? '', '');
  expect(rest).not.toMatch(/https?:|\/\//);
  expect(rest.match(/\s(?:src|href|action|srcset|poster)="[^"]*"/g)).toEqual([' href="data:,"']);
  expect(rest).not.toMatch(/@import|url\((?!["']?(data:|#))/);
  // Names of XML vocabularies are no addresses to load from.
  const addresses = script?.text.match(/(?:https?|wss?):\/\/[^\s"'`)]*/g) ?? [];
  for (const each of addresses) expect(each).toMatch(/^http:\/\/www\.w3\.org\//);
});

const values: readonly (readonly [string, unknown, unknown])[] = [
  ['fields with dots, without a name, and __proto__', named('before'), named('after')],
  ['fields that come', {}, named('x')],
  ['fields that go', named('x'), {}],
  ['a longer list', { a: [1] }, { a: [1, { b: 2 }, 3] }],
  ['a shorter list', { a: [1, { b: 2 }, 3, 4] }, { a: [0] }],
  ['another kind', { a: [1] }, { a: { 0: 1 } }],
  ['nothing in a list', [undefined, 1], [2, undefined]],
  ['maps and sets', { m: new Map([['k', 1]]), s: new Set([1]) }, { m: new Map(), s: new Set([2]) }],
  ['numbers', { a: Number.NaN, b: 1n }, { a: Number.POSITIVE_INFINITY, b: 2n }],
  ['bytes', new Uint8Array([1, 2]), new Uint8Array([1, 3])],
  ['functions and symbols', { f: named }, { f: Symbol('s') }],
  ['the whole', 1, { a: 1 }],
];

function named(value: string): object {
  return Object.fromEntries(hostile.map((name) => [name, { [name]: { value } }]));
}

test.each(values)('changes of a context add up: %s', (_, before, after) => {
  const changes = changesBetween(before, after);
  expect(changes).not.toEqual([]);
  const old = plainJson(before);
  const now = plainJson(after);
  const wire = JSON.parse(JSON.stringify(changes)) as typeof changes;
  expect(applyChanges(old, wire)).toEqual(now);
  expect(applyChanges(now, wire, true)).toEqual(old);
  expect(JSON.parse(JSON.stringify(now))).toEqual(now);
});

test('a path has the names that it was made of', () => {
  const [change] = changesBetween({ 'a.b': { '': { '\\e': 1 } } }, { 'a.b': { '': { '\\e': 2 } } });
  expect(change?.path).toBe('a\\.b.\\e.\\\\e');
  expect(pathNames(change?.path ?? '')).toEqual(['a.b', '', '\\e']);
});

test('a context that goes round, throws or is too deep is shown as far as it can be', () => {
  const round: Record<string, unknown> = { a: 1 };
  round.self = round;
  const deep = Array.from({ length: 1000 }).reduce<object>((inner) => ({ inner }), {});
  const throwing = Object.defineProperty({}, 'a', {
    enumerable: true,
    get: () => {
      throw new Error('no');
    },
  });
  expect(plainJson(round)).toEqual({ a: 1, self: { $cycle: 1 } });
  expect(JSON.stringify(plainJson(deep))).toContain('"$deep":true');
  expect(plainJson({ throwing })).toEqual({ throwing: { $error: 'Error: no' } });
  expect(changesBetween(round, { ...round, a: 2 })).toContainEqual({
    path: 'a',
    before: 1,
    after: 2,
  });
});
