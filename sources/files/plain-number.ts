const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** A decimal number as text: NaN where it is blank, null where it is something else (`Infinity`, `0x10`, `1,5`). */
export const plainNumber = (text: string): number | null => {
  const trimmed = text.trim()
  if (trimmed === '') return Number.NaN
  return PLAIN.test(trimmed) ? Number(trimmed) : null
}
