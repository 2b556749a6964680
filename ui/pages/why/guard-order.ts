/** Guards as a reader needs them: those that refuse first, each group in the order of the data. */
import type { z } from 'zod'
import type { guardSchema } from '../../../api/contract/trading.js'

export type GuardView = z.output<typeof guardSchema>

export const guardOrder = (guards: readonly GuardView[]): readonly GuardView[] => [
  ...guards.filter(({ passes }) => !passes),
  ...guards.filter(({ passes }) => passes),
]

/** Bound with its sign, as `≥ 0.5`; empty where the guard has no number. */
export const boundText = ({ bound, op }: Pick<GuardView, 'bound' | 'op'>): string =>
  bound === null ? '' : `${SIGNS[op]}${short(bound)}`
export const judgedText = ({ value, unit }: Pick<GuardView, 'value' | 'unit'>): string =>
  value === null ? '' : unit === 'min' ? `${short(value)} min` : short(value)

const SIGNS: { readonly [op in GuardView['op']]: string } = { '>=': '≥ ', '<=': '≤ ', '==': '= ', '': 'of ' }
const short = (value: number): string => String(Number(value.toPrecision(5))).replace('-', '−')
