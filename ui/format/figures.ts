/** Numbers as text. What is not known is a dash. */

export const NONE = '–'
const MINUS = '−'
type Known = number | null | undefined

export const decimal = (value: Known, digits = 2): string =>
  typeof value === 'number' && Number.isFinite(value)
    ? value
        .toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
        .replace(/^-(?=[\d.,]*[1-9])/, MINUS)
        .replace(/^-/, '')
    : NONE

export const whole = (value: Known): string => decimal(value, 0)

/** With a sign, so that colour does not carry it alone. */
export const signed = (value: Known, digits = 2): string => {
  const text = decimal(value, digits)
  return typeof value === 'number' && value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

export const price = (value: Known, precision: number): string =>
  typeof value === 'number' && Number.isFinite(value) ? value.toFixed(precision) : NONE

/** Class of a figure that is good above zero. */
export const tone = (value: Known): '' | 'up' | 'down' => {
  if (typeof value !== 'number' || Math.abs(value) < 0.005) return ''
  return value > 0 ? 'up' : 'down'
}

/** EUR_USD as traders write it. */
export const pairName = (instrument: string): string => instrument.replace('_', '/')
