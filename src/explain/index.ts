/** Why a schedule violates a property. Knows no driver. */
export {};
