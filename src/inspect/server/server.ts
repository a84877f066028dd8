/**
 * The local server behind `--inspect`: the viewer's page, the page around the Stately inspector, the messages of the
 * run, and the viewer's questions. Listens on 127.0.0.1 only; serves no files. Ends when it is closed, and everything
 * that it serves with it.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MessageFeed } from '../bridge/index.ts';
import { inspectorPage, statelyInspector } from '../bridge/index.ts';
import type { ViewAnswers } from '../view/index.ts';
import { sendPage, sendText } from './answer.ts';
import { answerAsk } from './api.ts';
import { sendEvents } from './events.ts';
import { newToken, refusal } from './gate.ts';

/** What a page needs to run its scripts and to ask questions. */
export interface ServedPage {
  readonly nonce: string;
  readonly token: string;
}

export interface InspectServerOptions {
  readonly title: string;
  readonly feed: MessageFeed;
  /** 0 or absent: a free one. */
  readonly port?: number;
  /** The inspector's address; default {@link statelyInspector}. */
  readonly inspectorUrl?: string;
  /** The viewer's page. It may take its time: the request waits. */
  readonly viewer?: (page: ServedPage) => string | Promise<string>;
  /** What the viewer's page may ask. */
  readonly answers?: ViewAnswers;
}

export interface InspectServer {
  readonly port: number;
  readonly token: string;
  /** The page around the Stately inspector, with the token. */
  readonly inspectorUrl: string;
  /** The viewer's page, with the token. */
  readonly viewerUrl: string;
  /** Ends every connection, at once. */
  close(): Promise<void>;
}

/** Rejects where the port cannot be had (`EADDRINUSE`, `EACCES`). */
export async function startInspectServer(options: InspectServerOptions): Promise<InspectServer> {
  const token = newToken();
  const routes = new Routes(options, token);
  const server = createServer((request, response) => {
    void routes.serve(request, response).catch((error: unknown) => failed(response, error));
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 10_000;
  await listening(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  routes.port = port;
  const address = (path: string) => `http://127.0.0.1:${port}${path}?token=${token}`;
  return {
    port,
    token,
    inspectorUrl: address('/inspector'),
    viewerUrl: address('/'),
    close: () => closed(server),
  };
}

type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
) => void | Promise<void>;

interface Route {
  readonly method: 'GET' | 'POST';
  readonly handle: Handler;
}

class Routes {
  port = 0;
  readonly #options: InspectServerOptions;
  readonly #token: string;
  /** By path: what is not in here does not exist. */
  readonly #routes: ReadonlyMap<string, Route>;

  constructor(options: InspectServerOptions, token: string) {
    this.#options = options;
    this.#token = token;
    const { feed, viewer, answers } = options;
    const get = (handle: Handler): Route => ({ method: 'GET', handle });
    const asked = Object.entries(answers ?? {}).map(([path, answer]): [string, Route] => [
      path,
      { method: 'POST', handle: (request, response) => answerAsk(answer, request, response) },
    ]);
    this.#routes = new Map<string, Route>([
      ['/', get((_, response) => this.#viewer(response))],
      ['/inspector', get((_, response) => this.#inspector(response, viewer !== undefined))],
      ['/events', get((request, response, query) => sendEvents(feed, request, query, response))],
      ...asked,
    ]);
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '', search = ''] = (request.url ?? '').split(/\?(.*)/s);
    const query = new URLSearchParams(search);
    const isGet = request.method === 'GET';
    const refused = refusal(request, query, { port: this.port, token: this.#token }, isGet);
    if (refused !== undefined) {
      sendText(response, 403, refused);
      return;
    }
    const route = this.#routes.get(path);
    if (route === undefined) {
      sendText(response, 404, 'there is no such page');
    } else if (request.method !== route.method) {
      response.setHeader('Allow', route.method);
      sendText(response, 405, `only ${route.method}`);
    } else {
      await route.handle(request, response, query);
    }
  }

  async #viewer(response: ServerResponse): Promise<void> {
    const { viewer } = this.#options;
    if (viewer === undefined) {
      response.writeHead(303, { Location: `/inspector?token=${this.#token}` });
      response.end();
      return;
    }
    const nonce = newNonce();
    sendPage(response, await viewer({ nonce, token: this.#token }), { nonce });
  }

  #inspector(response: ServerResponse, hasViewer: boolean): void {
    const { title, inspectorUrl = statelyInspector } = this.#options;
    const nonce = newNonce();
    const token = `token=${this.#token}`;
    const html = inspectorPage({
      title,
      inspectorUrl,
      eventsUrl: `/events?cursor=0&${token}`,
      ...(hasViewer ? { viewerUrl: `/?${token}` } : {}),
      nonce,
    });
    sendPage(response, html, { nonce, frames: new URL(inspectorUrl).origin });
  }
}

/** A page that could not be made: the reason, where the answer has not begun. */
function failed(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else sendText(response, 500, error instanceof Error ? error.message : String(error));
}

function newNonce(): string {
  return randomBytes(16).toString('base64url');
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
