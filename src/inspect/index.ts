/**
 * A run of any system of XState machines in the browser: `view-data.ts` and `view/` (the local viewer's document and
 * page), `bridge/` (the Stately inspector's protocol), `server/` (both on 127.0.0.1). Knows no driver.
 */
export * from './bridge/index.ts';
export type { InspectServer, InspectServerOptions, ServedPage } from './server/index.ts';
export { startInspectServer } from './server/index.ts';
export * from './view/index.ts';
export type * from './view-data.ts';
