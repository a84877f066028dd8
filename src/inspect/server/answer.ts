/** How the server answers: the headers of every response, and those of a page. */
import type { ServerResponse } from 'node:http';

const always = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

export function sendText(response: ServerResponse, status: number, text: string): void {
  const type = 'text/plain; charset=utf-8';
  send(response, status, type, `${text}\n`, { 'Content-Security-Policy': "default-src 'none'" });
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, 'application/json', JSON.stringify(value));
}

/** A page: it may run scripts with this nonce only, talk to this server only, and have frames of `frames` only. */
export function sendPage(
  response: ServerResponse,
  html: string,
  { nonce, frames }: { readonly nonce: string; readonly frames?: string },
): void {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "img-src data: 'self'",
    "connect-src 'self'",
    `frame-src ${frames ?? "'none'"}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ];
  send(response, 200, 'text/html; charset=utf-8', html, {
    'Content-Security-Policy': policy.join('; '),
    'X-Frame-Options': 'DENY',
    // The inspector's window must keep its opener.
    'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
  });
}

/** The head of a stream of events; who loses it tries again after a second. */
export function beginStream(response: ServerResponse): void {
  response.writeHead(200, { ...always, 'Content-Type': 'text/event-stream' });
  response.write('retry: 1000\n\n');
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  more: Readonly<Record<string, string>> = {},
): void {
  const bytes = Buffer.from(body);
  const headers = { ...always, ...more, 'Content-Type': type, 'Content-Length': bytes.length };
  response.writeHead(status, headers);
  response.end(bytes);
}
