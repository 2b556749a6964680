/** Numbers as the report writes them. */

export const money = (value: number): string => value.toFixed(2)
export const whole = (value: number): string => value.toFixed(0)
/** Two decimals; empty where not known. */
export const known = (value: number | null): string => (value === null || Number.isNaN(value) ? '' : value.toFixed(2))
