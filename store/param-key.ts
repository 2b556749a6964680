/** Parameters of a strategy as part of a key. */
import { assert } from '../lib/errors.js'

export interface StrategyParams {
  readonly c_min: number
  readonly look: number
  readonly thr_bps: number
  readonly entry_cd: number
  readonly exit_cd: number
}

/** `c0.5:l12:t2:ec60:xc60`: each number in its shortest decimal form. */
export const paramKey = ({ c_min, look, thr_bps, entry_cd, exit_cd }: StrategyParams): string =>
  `c${shortest(c_min)}:l${shortest(look)}:t${shortest(thr_bps)}:ec${shortest(entry_cd)}:xc${shortest(exit_cd)}`

const shortest = (value: number): string => {
  const text = withoutExponent(`${value + 0}`)
  assert(/^-?\d+(\.\d+)?$/.test(text), `parameter ${text} has a decimal form`)
  return text
}

/** JavaScript writes what is below a millionth as `5e-8`. */
const withoutExponent = (text: string): string => {
  const [, sign, whole, fraction = '', places] = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text) ?? []
  return whole === undefined ? text : `${sign}0.${'0'.repeat(Number(places) - 1)}${whole}${fraction}`
}
