/** A value of a step: integers such as times and units in full, everything else with nine digits. */
export const valueText = (value: number | null): string => {
  if (value === null) return '–'
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(9)))
}
