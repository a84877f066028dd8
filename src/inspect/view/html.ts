/** The viewer's page as one file: script, style and document in it, and no way out of it. */
import { createHash } from 'node:crypto';
import type { ViewDocument } from '../view-data.ts';
import type { PageAssets } from './assets.ts';
import { pageAssets } from './assets.ts';
import { packed } from './pack.ts';
import { wellFormed } from './plain.ts';

export interface HtmlOptions {
  /** Of a served page: its scripts and styles carry it. Absent: they are known by their hashes. */
  readonly nonce?: string;
  /** Of a served page: what it shows to the server when it asks. */
  readonly token?: string;
  /** In place of the built page. */
  readonly assets?: PageAssets;
}

/** The page. A served one may connect to its server, one in a file to nothing. Throws `PageNotBuilt`. */
export function viewerHtml(document: ViewDocument, options: HtmlOptions = {}): string {
  const { nonce, token, assets = pageAssets() } = options;
  const script = inScript(assets.script);
  const style = inStyle(assets.style);
  const allowed = (text: string) => (nonce === undefined ? hashSource(text) : `'nonce-${nonce}'`);
  const policy = [
    "default-src 'none'",
    `script-src ${allowed(script)}`,
    `style-src ${allowed(style)}`,
    'img-src data:',
    `connect-src ${document.mode === 'served' ? "'self'" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const known = nonce === undefined ? '' : ` nonce="${attribute(nonce)}"`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    ...(token === undefined ? [] : [`<meta name="token" content="${attribute(token)}">`]),
    '<link rel="icon" href="data:,">',
    `<title>${markup(wellFormed(document.title))}</title>`,
    `<style${known}>${style}</style>`,
    '</head>',
    '<body>',
    '<div id="viewer"></div>',
    '<noscript>This page needs JavaScript, which is in the page itself.</noscript>',
    `<script type="application/json" id="view-document">${jsonInScript(packed(document))}</script>`,
    `<script${known}>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** JSON in which nothing can end a script or begin markup, whatever the texts in it are. */
export function jsonInScript(value: unknown): string {
  return (
    JSON.stringify(value)
      // Half of a pair of surrogates, which is no character; an escaped backslash is passed over.
      .replace(/\\(?:u[dD][89a-fA-F][0-9a-fA-F]{2}|.)/g, (found) =>
        found.length > 2 ? '\\ufffd' : found,
      )
      .replace(
        /[<>&\u2028\u2029]/g,
        (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
  );
}

/**
 * A script as it may stand in a page: in its texts, a tag is written with an escape that means the same. A reader makes
 * one character of a line end, which the hash must have seen.
 */
function inScript(script: string): string {
  return script.replace(/\r\n?/g, '\n').replace(/<(?=\/script|!--)/gi, '\\x3c');
}

function inStyle(style: string): string {
  return style.replace(/\r\n?/g, '\n').replace(/<(?=\/style)/gi, '\\3c ');
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}

function markup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function attribute(text: string): string {
  return markup(text).replaceAll('"', '&quot;');
}
