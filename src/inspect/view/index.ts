/**
 * The local viewer, as far as Node makes it. Reading order: `../view-data.ts` (what the page shows), document, run,
 * plain (contexts and their changes), explanation, outcomes, pack (how it lies in the page), html, answers. Knows no
 * driver.
 */
export type { ViewAnswers } from './answers.ts';
export { viewAnswers } from './answers.ts';
export { PageNotBuilt, pageAssets } from './assets.ts';
export type { DocumentInput, MadeDocument } from './document.ts';
export { madeDocument, viewDocument } from './document.ts';
export type { HtmlOptions } from './html.ts';
export { viewerHtml } from './html.ts';
export type { OutcomeBounds } from './outcomes.ts';
export type { Beside, Shown, ShownRun } from './runs.ts';
export type { ViewRules, ViewSystem } from './system.ts';
