/** Plain CSV: a header of column names, numbers in their shortest form, an empty cell for NaN. */
export const toCsv = <T extends object>(columns: readonly (keyof T & string)[], rows: readonly T[]): string =>
  [csvHead(columns), ...rows.map((row) => csvLine(columns, row))].join('')

export const csvHead = (columns: readonly string[]): string => `${columns.join(',')}\n`

export const csvLine = <T extends object>(columns: readonly (keyof T & string)[], row: T): string =>
  `${columns.map((column) => cell(row[column])).join(',')}\n`

const cell = (value: unknown): string => {
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(Object.is(value, -0) ? 0 : value)
  const text = String(value)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
