/**
 * What the terminal shows. Reading order: `lanes.ts` and `message-text.ts` (the parts of a line), `step-line.ts`
 * (a step), `run-header.ts`, `summary-text.ts` and `violation-text.ts` (before and after), `ddi-card.ts` (the
 * vocabulary).
 */
export { renderDdiCard, renderDdiList } from './ddi-card.ts';
export type { ExplanationTextOptions, ReportExplanation } from './explanation-text.ts';
export { explanationText } from './explanation-text.ts';
export type { ExploreNumbers, ExploreSummary } from './explore-text.ts';
export { exploreFacts, exploreText, progressText, verdictWords } from './explore-text.ts';
export type { ReportLane } from './lanes.ts';
export { LaneGrid } from './lanes.ts';
export type { MessageWords } from './message-text.ts';
export { messageText, plainMessageText, requestText, statusKind } from './message-text.ts';
export type { RunHeader } from './run-header.ts';
export { factsText, headerFacts, headerText } from './run-header.ts';
export type * from './run-summary.ts';
export { visible, wrap } from './spans.ts';
export { StepRenderer } from './step-line.ts';
export type { Style } from './style.ts';
export { styleFor, wantsColour } from './style.ts';
export { summaryText, verdictText } from './summary-text.ts';
export { violationText } from './violation-text.ts';
