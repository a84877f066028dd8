/** The local server. Reading order: `server.ts`, `gate.ts` (who is let in), `events.ts`, `api.ts`, `answer.ts`. */
export { maxAskBytes } from './api.ts';
export { tokenHeader } from './gate.ts';
export type { InspectServer, InspectServerOptions, ServedPage } from './server.ts';
export { startInspectServer } from './server.ts';
