/** What the page says of a step: what changed, who owns what, what else could have come. */
import { expect, test } from 'vitest';
import { chromium } from '../../browser.ts';
import { smallDocument } from './documents.ts';
import { currentStep, visitor } from './visit.ts';

const visit = visitor();
const inBrowser = test.skipIf(chromium === undefined);

inBrowser('the violation is told first: property, rule, bug check, race, command', async () => {
  await visit(smallDocument, async (page) => {
    const story = page.getByRole('region', { name: 'What went wrong' });
    const text = (await story.innerText()).replace(/\s+/g, ' ');
    for (const part of [
      'NothingLost in step 4',
      'app waits for vf0: ReadBlock',
      'when nothing can move any more, nobody waits for an answer',
      '0x9F DRIVER_POWER_STATE_FAILURE',
      'Swap steps 3 and 4, and it completes.',
      'The answer is taken before the cancel routine runs.',
      'sriov-sim replay trace.json',
    ]) {
      expect(text).toContain(part);
    }
    await story.getByRole('button', { name: 'steps 3', exact: true }).click();
    expect(await currentStep(page)).toBe(3);
  });
});

inBrowser('changes are shown with their paths, before and after', async () => {
  await visit(smallDocument, async (page) => {
    const rows = () => page.locator('table.diff tbody tr').allInnerTexts();
    expect(await rows()).toEqual(['calls.0\t{"state":"sent"}\tnot there']);
    expect(await page.locator('.states').innerText()).toBe('busy → gone');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    expect(await rows()).toEqual(['calls.0.state\tfree\tsent']);
  });
});

inBrowser('the context is added up from the changes', async () => {
  await visit(
    smallDocument,
    async (page) => {
      await page.getByRole('heading', { name: 'Context of vf0' }).click();
      await page.locator('.part.context summary', { hasText: /^0/ }).click();
      const text = await page.locator('.part.context').innerText();
      expect(text.replace(/\s+/g, ' ')).toContain('key.with.dots {1} value: 2');
      expect(text.replace(/\s+/g, ' ')).toContain('0 {1} state: sent');
    },
    { hash: 'step=3&run=0' },
  );
});

inBrowser('outstanding requests and references hold until they change', async () => {
  await visit(smallDocument, async (page) => {
    const pending = () => page.locator('table.pending tbody tr').allInnerTexts();
    const expected = [
      'ReadBlock\tapp\tvf0\tstep 1\t',
      'IOCTL_VPCI_READ_BLOCK\tvf0\tvpci.g0\tstep 2\tpended',
    ];
    expect(await pending()).toEqual(expected);
    expect(await page.locator('.part.held li').allInnerTexts()).toEqual([
      'vf0 holds 1 reference to vpci.g0',
    ]);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    expect(await pending()).toEqual(expected.slice(0, 1));
    expect(await page.locator('.part.held li').allInnerTexts()).toEqual([
      'pf holds 1 reference to pci',
    ]);
  });
});

inBrowser(
  'what was sent leads to its delivery, and what could have come has its outcome',
  async () => {
    await visit(
      smallDocument,
      async (page) => {
        const sent = page.locator('.part.sent li');
        expect(await sent.allInnerTexts()).toEqual([
          'VPCI_READ_BLOCK.completion to vf0, delivered in step 3',
          'CancelRoutine to vf0, delivered in step 4',
        ]);
        await sent.nth(0).getByRole('button', { name: 'step 3' }).click();
        const instead = await page.locator('.part.instead li').innerText();
        expect(instead.replace(/\s+/g, ' ')).toBe(
          '✓ CancelRoutine vpci.g0 → vf0 holds in every order (7 situations)',
        );
        await page.getByRole('tab', { name: 'Exploration' }).click();
        const tree = await page.locator('.node.is-current').innerText();
        expect(tree.replace(/\s+/g, ' ')).toContain(
          '✓ CancelRoutine vpci.g0 → vf0 holds in every order',
        );
      },
      { hash: 'step=2&run=0' },
    );
  },
);

inBrowser('the message is a tree that opens', async () => {
  await visit(
    smallDocument,
    async (page) => {
      const tree = page.locator('.part.message');
      expect(await tree.innerText()).toContain('IOCTL_VPCI_READ_BLOCK');
      expect(await tree.getByText('deep').count()).toBe(0);
      await tree.getByText('list').click();
      await tree.locator('summary', { hasText: /^2/ }).click();
      await tree.getByText('deep').waitFor();
    },
    { hash: 'step=2&run=0' },
  );
});

inBrowser('the chart lights where the actor is, what it took, and what was visited', async () => {
  await visit(
    smallDocument,
    async (page) => {
      const ids = (selector: string, name: string) =>
        page
          .locator(`.chart-frame ${selector}`)
          .evaluateAll((all, given) => all.map((each) => each.getAttribute(given)), name);
      expect(await ids('.active', 'data-state')).toEqual(['vf.busy']);
      expect(await ids('.taken', 'data-transition')).toEqual(['vf.busy: Answer #0']);
      await page.getByLabel('Coverage').selectOption('here');
      expect(await ids('.visited', 'data-state')).toEqual(['vf.idle', 'vf.busy', null, null]);
      expect(await ids('.unvisited', 'data-state')).toEqual(['vf.gone']);
      await page.getByLabel('Coverage').selectOption('exploration');
      expect(await ids('.unvisited', 'data-transition')).toEqual([null, 'vf.busy: Answer #0']);
      await page.locator('.chart-frame [data-state="vf.gone"]').click();
      expect(await currentStep(page)).toBe(4);
      await page.getByLabel('Go to the next step in state').selectOption('vf.busy');
      expect(await currentStep(page)).toBe(1);
    },
    { hash: 'step=3&actor=vf0&run=0' },
  );
});

inBrowser('all actors are shown with where they are', async () => {
  await visit(
    smallDocument,
    async (page) => {
      const cards = (await page.locator('.card').allInnerTexts()).map((text) =>
        text.replace(/\s+/g, ' '),
      );
      expect(cards).toEqual([
        'app idle nothing yet',
        'pf idle nothing yet',
        'vf0 gone step 4',
        'vpci.g0 busy step 2',
      ]);
      await page.locator('.card', { hasText: 'vpci.g0' }).click();
      expect(await page.locator('.situation').textContent()).toBe('vpci.g0 is in busy');
    },
    { hash: 'step=4&run=0&panel=actors' },
  );
});
