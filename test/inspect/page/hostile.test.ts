/** Broken documents are said to be broken; hostile texts are texts. */
import { expect, test } from 'vitest';
import type { ViewDocument, ViewRun, ViewStep } from '../../../src/inspect/view-data.ts';
import { chromium } from '../../browser.ts';
import { failing, passing, smallDocument } from './documents.ts';
import { visitor } from './visit.ts';

const visit = visitor();
const inBrowser = test.skipIf(chromium === undefined);

const nasty =
  '</script><script>window.ran = 1</script><img src=x onerror="window.ran=2">"\'&amp;`window.ran=3`\u202e\ud800';
const long = 'N'.repeat(5000);

/** The page's policy refuses styles that a chart, or a parser's complaint about it, brings along. */
const byPolicy = {
  mayBeSaid: /^error: Applying inline style violates the following Content Security Policy/,
};

/** Every text of the value, except those that must stay what they are, with something nasty behind it. */
function spoilt<T>(value: T, key = ''): T {
  if (typeof value === 'string') return `${value}${nasty}` as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => spoilt(each, key)) as T;
  const keep = new Set('kind verdict'.split(' '));
  const fields = Object.entries(value).map(([name, each]) =>
    keep.has(name) && typeof each === 'string' ? [name, each] : [name, spoilt(each, name)],
  );
  return Object.fromEntries(fields) as T;
}

function spoiltRun(run: ViewRun): ViewRun {
  return { ...spoilt(run), initial: run.initial };
}

const hostile: ViewDocument = {
  ...smallDocument,
  title: nasty,
  facts: [[nasty, nasty]],
  command: nasty,
  lanes: smallDocument.lanes.map((lane) => ({
    ...spoilt(lane),
    chart: lane.chart,
    group: `${nasty}${long}`,
  })),
  runs: [spoiltRun(failing), spoiltRun(passing)],
};

inBrowser('hostile texts run nothing and become no element', async () => {
  await visit(hostile, async (page) => {
    for (const key of ['ArrowLeft', 'ArrowLeft', 'c', 'Home', 'End', 'c', 'f']) {
      await page.keyboard.press(key);
    }
    for (const tab of ['All actors', 'Exploration', 'Statechart']) {
      await page.getByRole('tab', { name: tab }).click();
    }
    await page.getByRole('searchbox').fill('<img');
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(
      await page.locator('#viewer :is(script, img, iframe, object, style, link)').count(),
    ).toBe(0);
    expect(await page.locator('h1').textContent()).toContain('<img src=x');
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});

inBrowser('of a chart only the drawing is kept', async () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" onload="window.ran=1">' +
    '<script>window.ran=2</script><style>* { display: none }</style>' +
    '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><iframe src="http://elsewhere.test/"/></body></foreignObject>' +
    '<image href="http://elsewhere.test/a.png"/><a xlink:href="javascript:window.ran=3"><text>link</text></a>' +
    '<rect width="5" height="5" fill="url(http://elsewhere.test/#p)" onclick="window.ran=4"/>' +
    '<animate attributeName="href" values="javascript:window.ran=5"/></svg>';
  const charts = Object.fromEntries(
    Object.entries(smallDocument.charts).map(([key, chart]) => [key, { ...chart, svg }]),
  );
  // As a text, in a page without a policy: the page itself has to drop what could run.
  const text = JSON.stringify({ ...smallDocument, charts });
  await visit(text, async (page) => {
    const drawing = page.locator('.chart-frame svg');
    expect(await drawing.innerHTML()).toBe('<rect width="5" height="5"></rect>');
    await drawing.locator('rect').dispatchEvent('click');
    expect(await drawing.getAttribute('onload')).toBeNull();
    expect(await page.evaluate('window.ran')).toBeUndefined();
  });
});

inBrowser('a chart that is no SVG is said to be missing', async () => {
  const charts = {
    ...smallDocument.charts,
    vf: { name: 'vf', svg: '<svg', states: [], transitions: [] },
  };
  await visit(
    { ...smallDocument, charts },
    async (page) => {
      await page.getByText('There is no drawing of this actor.').waitFor();
    },
    byPolicy,
  );
});

const broken: readonly (readonly [name: string, content: unknown, says: string])[] = [
  ['nothing', ' ', 'has no run in it'],
  ['half a document', '{"format":"sriov-sim-view","ver', 'not valid JSON'],
  ['a list', '[]', 'is not an object'],
  ['another format', { ...smallDocument, format: 'other' }, 'not of the format'],
  ['another version', { ...smallDocument, version: 99 }, 'version 99'],
  ['no runs', { ...smallDocument, runs: [] }, 'holds no run'],
  ['no lanes', { ...smallDocument, lanes: 3 }, "'lanes' is not a list"],
  [
    'a step that is none',
    { ...smallDocument, runs: [{ ...failing, steps: [...failing.steps, null] }] },
    'step 5 is broken',
  ],
  [
    'tables that are gone',
    { ...smallDocument, packed: true, runs: [{ steps: [{ held: [1] }] }] },
    'damaged',
  ],
];

inBrowser.each(broken)(
  'a document that is broken is said to be: %s',
  async (_name, content, says) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await visit(text, async (page) => {
      expect(await page.getByRole('alert').textContent()).toContain(says);
    });
  },
);

inBrowser(
  'actors, states and times that the document does not explain are put up with',
  async () => {
    const steps = failing.steps.map(
      (step): ViewStep => ({
        ...step,
        from: 'nobody',
        to: 'stranger',
        sentIn: 999,
        active: ['elsewhere.x'],
        pending: [],
      }),
    );
    await visit({ ...smallDocument, runs: [{ ...failing, steps, initial: {} }] }, async (page) => {
      for (const key of ['Home', 'End', 'j', 'k', 'c', 'f']) await page.keyboard.press(key);
      expect(await page.locator('#details-title').textContent()).toContain('Step 3');
    });
  },
);
