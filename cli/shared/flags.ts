import { SepError } from '../../model/error-codes.js'

/** A flag that is a whole number from `least` to `most`. */
export const whole = (flag: string, text: string, least: number, most: number): number => {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most))
    throw new SepError('bad-argument', `${flag} ${text}: a whole number from ${least} to ${most}`)
  return value
}
