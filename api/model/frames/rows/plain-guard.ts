/** Guards that compare no figure: one that holds or not, and one that time alone lifts. */
import type { z } from 'zod'
import { MINUTE_MS } from '../../../../lib/time-units.js'
import type { guardSchema } from '../../../contract/trading.js'

export type GuardRow = z.output<typeof guardSchema>
type Plain = Pick<GuardRow, 'code' | 'node' | 'passes' | 'text' | 'change'>

export const plainGuard = ({ code, node, passes, text, change }: Plain): GuardRow => ({
  code,
  node,
  passes,
  text,
  value: null,
  bound: null,
  unit: '',
  op: '',
  change: passes ? '' : change,
})

/** Its value: minutes until it passes by itself, at `untilMs`; null where no date is known for that. */
export const timedGuard = (guard: Plain, tsMs: number, untilMs: number): GuardRow => ({
  ...plainGuard(guard),
  value: guard.passes ? 0 : untilMs <= LAST_MS ? Math.ceil((untilMs - tsMs) / MINUTE_MS) : null,
  bound: 0,
  unit: 'min',
  op: '<=',
})
/** The last time that has a date. */
const LAST_MS = 8.64e15
