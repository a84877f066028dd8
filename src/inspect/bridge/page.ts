/**
 * The page that shows the Stately inspector: in a frame, and on request in a window of its own. Whoever says that it is
 * connected, from the inspector's origin, gets the whole run from the beginning, then what comes. So a frame or window
 * that was reloaded, or opened late, is told everything.
 */
import { connected } from './protocol.ts';

export interface InspectorPageSetting {
  /** The inspector's address. */
  readonly inspectorUrl: string;
  /** Address of the feed, from its beginning. */
  readonly eventsUrl: string;
  /** Address of the viewer's page, where there is one. */
  readonly viewerUrl?: string;
  readonly title: string;
  /** Of the response's content security policy. */
  readonly nonce: string;
}

export function inspectorPage(setting: InspectorPageSetting): string {
  const { inspectorUrl, eventsUrl, viewerUrl, title, nonce } = setting;
  const viewer = viewerUrl === undefined ? '' : `<a href="${escaped(viewerUrl)}">Local viewer</a>`;
  const data = JSON.stringify({ inspectorUrl, eventsUrl, connected }).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>${escaped(title)} in the Stately inspector</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
<p id="state" role="status">Waiting for the inspector at ${escaped(inspectorUrl)}</p>
<button id="window" type="button">Open in a window</button>
${viewer}
</header>
<iframe id="frame" title="Stately inspector" referrerpolicy="no-referrer"></iframe>
<script type="application/json" id="setting" nonce="${nonce}">${data}</script>
<script nonce="${nonce}">${script}</script>
</body>
</html>
`;
}

/** Text that can stand between tags and in a quoted attribute. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const style = `
:root { color-scheme: light dark; font: 14px/1.4 system-ui, sans-serif; }
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; }
header { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; padding: 0.4rem 0.8rem; }
h1 { font-size: 1rem; margin: 0; }
#state { flex: 1; margin: 0; min-width: 12rem; }
#frame { flex: 1; width: 100%; border: 0; border-top: 1px solid #8886; }
`;

/**
 * The frame is given its address only when the page listens, so that it cannot be ready too early. Messages go to the
 * inspector's origin only. A stream that breaks is resumed by the browser with the number of the last message.
 */
const script = `
'use strict';
const { inspectorUrl, eventsUrl, connected } =
  JSON.parse(document.getElementById('setting').textContent);
const origin = new URL(inspectorUrl).origin;
const frame = document.getElementById('frame');
const state = document.getElementById('state');
const streams = new Map();

addEventListener('message', (event) => {
  if (event.origin !== origin || event.source === null) return;
  if (event.data === null || typeof event.data !== 'object') return;
  if (event.data.type === connected) follow(event.source);
});

document.getElementById('window').addEventListener('click', () => {
  const opened = window.open(inspectorUrl, 'sriov-sim-stately-inspector', 'popup,width=1200,height=800');
  if (opened === null) say('The browser has blocked the window: allow it for this page.');
});

function follow(target) {
  const before = streams.get(target);
  if (before !== undefined) before.close();
  const stream = new EventSource(eventsUrl);
  streams.set(target, stream);
  const where = target === frame.contentWindow ? 'frame' : 'window';
  let sent = 0;
  const tell = (rest) => say('Connected (' + where + '): ' + sent + ' messages' + rest);
  tell('');
  stream.onmessage = (event) => {
    if (target.closed) {
      stream.close();
      streams.delete(target);
      return;
    }
    target.postMessage(JSON.parse(event.data), origin);
    sent += 1;
    if (sent % 500 === 0) tell(' so far');
  };
  stream.addEventListener('end', () => {
    stream.close();
    tell('; the run has ended');
  });
  stream.onerror = () => {
    const over = stream.readyState === EventSource.CLOSED;
    say(over ? 'sriov-sim no longer answers.' : 'Connection lost; trying again.');
  };
}

function say(text) {
  state.textContent = text;
}

frame.src = inspectorUrl;
`;
