/** State identification: W, Wp, HSI and H with extra states, on machines of numbers. */
export type { IdentificationMethod, Identified, IdentifyOptions } from './identify.ts';
export { identify } from './identify.ts';
