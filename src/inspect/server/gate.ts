/**
 * Who is let in: a request to this very server, from one of its own pages or from nobody, by somebody who knows the
 * token. The first two keep other web pages out (also those that have made their name resolve to 127.0.0.1), the
 * third other users of the machine.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Header that carries the token; a page may have it in its address instead, as `?token=`. */
export const tokenHeader = 'x-token';

export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

/** Why the request is refused, or undefined. `tokenInAddress`: only where nothing is changed by the request. */
export function refusal(
  { headers }: IncomingMessage,
  query: URLSearchParams,
  { port, token }: { readonly port: number; readonly token: string },
  tokenInAddress: boolean,
): string | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (port === 80) hosts.push('127.0.0.1', 'localhost');
  if (!hosts.includes(headers.host ?? '')) {
    return `the host must be ${hosts[0]}`;
  }
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${headers.host}`) {
    return 'requests from other pages are refused';
  }
  const given = headers[tokenHeader] ?? (tokenInAddress ? query.get('token') : null);
  if (typeof given !== 'string' || !isSame(given, token)) {
    return 'the token is missing or wrong: open the address that the program printed';
  }
  return undefined;
}

/** Takes the same time wherever they differ. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
