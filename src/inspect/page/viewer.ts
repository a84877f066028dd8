/** The viewer: reads the view document of the page and draws it. */
import { chartStyle } from '../../chart/style.ts';
import { App } from './app.ts';
import { h } from './dom.ts';
import { readDocument } from './model/read-document.ts';
import { Server } from './server.ts';

function start(): void {
  const root =
    document.getElementById('viewer') ?? document.body.appendChild(h('div', { id: 'viewer' }));
  const reading = readDocument(document.getElementById('view-document')?.textContent);
  if ('problem' in reading) {
    root.replaceChildren(problem(reading.problem));
    return;
  }
  const style = new CSSStyleSheet();
  style.replaceSync(chartStyle);
  document.adoptedStyleSheets.push(style);
  try {
    const token = document.querySelector<HTMLMetaElement>('meta[name=token]')?.content;
    const isServed = reading.document.mode === 'served' && token !== undefined;
    new App(reading.document, isServed ? new Server(token) : undefined).start(root);
  } catch (error) {
    root.replaceChildren(problem(`The run in this page is damaged: ${(error as Error).message}`));
  }
}

const problem = (text: string) =>
  h(
    'main',
    { class: 'problem', role: 'alert' },
    h('h1', {}, 'This run cannot be shown'),
    h('p', {}, text),
  );

start();
