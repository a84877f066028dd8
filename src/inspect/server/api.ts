/** `/api/*`: what the viewer's page asks for, a question and its answer as JSON. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from './answer.ts';

/** Bytes of a question; it has a handful of numbers. */
export const maxAskBytes = 4096;

/** Answers with status 200 and the answer, or another status and `{ "error": "..." }`. */
export async function answerAsk(
  answer: (ask: never) => Promise<unknown>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    refuse(request, response, 415, 'a question is application/json');
    return;
  }
  const text = await bodyOf(request);
  if (text === undefined) {
    refuse(request, response, 413, `a question has at most ${maxAskBytes} bytes`);
    return;
  }
  const ask = parsed(text);
  if (!isAsk(ask)) {
    sendJson(response, 400, { error: 'a question is an object of whole numbers' });
    return;
  }
  try {
    sendJson(response, 200, await answer(ask as never));
  } catch (error) {
    const isAboutAsk = error instanceof RangeError || error instanceof TypeError;
    const why = error instanceof Error ? error.message : String(error);
    sendJson(response, isAboutAsk ? 422 : 500, { error: why });
  }
}

/** The connection ends with the answer. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number, error: string) {
  response.setHeader('Connection', 'close');
  sendJson(response, status, { error });
  request.resume();
}

/** Undefined when it is too long, or broken off. What is too long is not kept. */
function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let length = 0;
    request.on('data', (piece: Buffer) => {
      length += piece.length;
      if (length > maxAskBytes) resolve(undefined);
      else pieces.push(piece);
    });
    request.on('end', () => resolve(Buffer.concat(pieces).toString('utf8')));
    request.on('close', () => resolve(undefined));
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every question of {@link ViewApi} has whole numbers only. */
function isAsk(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((each) => Number.isSafeInteger(each) && Number(each) >= 0);
}
