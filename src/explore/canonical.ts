/** The key under which local states and messages are interned; a replay asks by the same one what is equal. */
export { canonicalText } from '../system/canonical.ts';
