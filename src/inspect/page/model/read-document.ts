/** Reads the document out of the page and says in words what is wrong with it. */

import { unpacked } from '../../view/pack.ts';
import type { ViewDocument } from '../../view-data.ts';
import { viewFormat, viewVersion } from '../../view-data.ts';

/** The document, or why it cannot be shown. */
export type Reading = { readonly document: ViewDocument } | { readonly problem: string };

type Fields = Readonly<Record<string, unknown>>;

export function readDocument(text: string | null | undefined): Reading {
  if (text === null || text === undefined || text.trim() === '') {
    return { problem: 'This page has no run in it.' };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: `The run in this page is not valid JSON: ${(error as Error).message}` };
  }
  const outside = problemOfOutside(value);
  if (outside !== undefined) return { problem: outside };
  let document: ViewDocument;
  try {
    document = unpacked(value);
  } catch (error) {
    return { problem: `The run in this page is damaged: ${(error as Error).message}` };
  }
  const inside = document.runs.map(problemOfRun).find((problem) => problem !== undefined);
  return inside === undefined ? { document } : { problem: inside };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function problemOfOutside(value: unknown): string | undefined {
  if (!isFields(value)) return 'The run in this page is not an object.';
  if (value.format !== viewFormat) {
    return `The document in this page is not of the format ${viewFormat}.`;
  }
  if (value.version !== viewVersion) {
    return `The document is of version ${String(value.version)}; this viewer reads version ${viewVersion}.`;
  }
  const lists = ['lanes', 'runs', 'facts'].find((name) => !Array.isArray(value[name]));
  if (lists !== undefined) return `The document's '${lists}' is not a list.`;
  if (!isFields(value.charts)) return "The document's 'charts' is not an object.";
  if (!(value.lanes as unknown[]).every(isLane)) return 'An actor in the document has no id.';
  return (value.runs as unknown[]).length === 0 ? 'The document holds no run.' : undefined;
}

const isLane = (lane: unknown) =>
  isFields(lane) &&
  ['id', 'label', 'group', 'chart'].every((name) => typeof lane[name] === 'string');

function problemOfRun(run: unknown, index: number): string | undefined {
  const name = `Run ${index + 1}`;
  if (!isFields(run)) return `${name} is not an object.`;
  if (!isFields(run.verdict)) return `${name} has no verdict.`;
  if (!isFields(run.initial)) return `${name} does not say how it begins.`;
  if (!Array.isArray(run.held)) return `${name} does not say what is held.`;
  if (!Array.isArray(run.steps)) return `${name} has no steps.`;
  const wrong = run.steps.findIndex((step, n) => !isStep(step, n));
  return wrong < 0 ? undefined : `${name}: step ${wrong + 1} is broken.`;
}

function isStep(step: unknown, index: number): boolean {
  if (!isFields(step) || step.step !== index + 1) return false;
  return (
    ['from', 'to', 'title'].every((name) => typeof step[name] === 'string') &&
    ['transitions', 'sent', 'changes', 'instead'].every((name) => Array.isArray(step[name]))
  );
}
