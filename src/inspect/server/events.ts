/** `/events`: the messages of a run as server-sent events, from a cursor on, then live, each reader at its own pace. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MessageFeed } from '../bridge/feed.ts';
import { beginStream, sendText } from './answer.ts';

/** Most characters that are written at once. */
const pieceSize = 64 * 1024;

/**
 * An event's id is the number of messages up to it: where a reader that was interrupted goes on (`Last-Event-ID`, else
 * `?cursor=`, else the beginning). After the last message of a run that has ended comes an event `end`.
 */
export function sendEvents(
  feed: MessageFeed,
  request: IncomingMessage,
  query: URLSearchParams,
  response: ServerResponse,
): void {
  const last = request.headers['last-event-id'];
  const wanted = typeof last === 'string' && last !== '' ? last : (query.get('cursor') ?? '0');
  if (!/^\d{1,15}$/.test(wanted)) {
    sendText(response, 400, 'a cursor is a whole number');
    return;
  }
  let next = Number(wanted);
  let isFull = false;
  const pump = () => {
    while (!isFull && !response.destroyed && next < feed.length) {
      let piece = '';
      while (next < feed.length && piece.length < pieceSize) {
        piece += `data: ${feed.text(next)}\n`;
        next += 1;
        piece += `id: ${next}\n\n`;
      }
      isFull = !response.write(piece);
    }
    if (!isFull && feed.ended && !response.writableEnded) response.end('event: end\ndata:\n\n');
  };
  const forget = feed.watch(pump);
  response.on('drain', () => {
    isFull = false;
    pump();
  });
  response.on('close', forget);
  beginStream(response);
  pump();
}
