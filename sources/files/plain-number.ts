const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** Parses a decimal number: NaN where the text is blank, null where it is anything else (`Infinity`, `0x10`, `1,5`). */
export const plainNumber = (text: string): number | null => {
  const trimmed = text.trim()
  if (trimmed === '') return Number.NaN
  return PLAIN.test(trimmed) ? Number(trimmed) : null
}
