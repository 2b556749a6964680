/** One sentence an instrument: what it does, or the first guard that refuses. */
import type { z } from 'zod'
import { grouped } from '../../../../lib/round.js'
import { maskNames, REASONS, RISKS } from '../../../../model/codes.js'
import type { whySchema } from '../../../contract/status.js'
import type { FrameContext } from '../frame-context.js'
import { guardRows } from './guard-rows.js'
import { isNonZero, type SliceLook } from '../slice-look.js'

export type WhyRow = z.output<typeof whySchema>

export const whyRows = (context: FrameContext, look: SliceLook): readonly WhyRow[] =>
  context.traded.map(({ name, k }) => whyRow(context, look, name, k))

const whyRow = (context: FrameContext, look: SliceLook, instrument: string, k: number): WhyRow => {
  const row = (code: string, text: string) => ({ instrument, code, text, value: null, bound: null })
  if (Number.isNaN(look.tsMs)) return row('starting', 'no slice yet')
  const ordered = orderText(look, k)
  if (ordered !== null) return row('order', ordered)
  const pending = look.row('broker', 'pendingUnits', k)
  if (isNonZero(pending)) return row('pending', `${sideOf(pending)} ${grouped(Math.abs(pending))} is on its way`)
  const units = look.row('broker', 'units', k)
  if (isNonZero(units)) return row('holds', `holds ${units > 0 ? 'long' : 'short'} ${grouped(Math.abs(units))}`)
  const first = guardRows(context, look, k).find(({ passes }) => !passes)
  if (first) return { instrument, code: first.code, text: first.text, value: first.value, bound: first.bound }
  return row('waits', 'every guard passes: the strategy waits')
}

const orderText = (look: SliceLook, k: number): string | null => {
  const [approved, close] = [look.row('risk', 'approvedUnits', k), look.row('risk', 'closeUnits', k)]
  const reason = (column: 'increaseReason' | 'closeReason') => REASONS[look.row('risk', column, k)] ?? 'none'
  if (look.row('risk', 'closeAll', k) === 1) return `closes all (${reason('closeReason')})`
  if (isNonZero(close)) return `closes ${grouped(Math.abs(close))} (${reason('closeReason')})`
  if (!isNonZero(approved)) return null
  const trimmed = maskNames(RISKS, look.row('risk', 'trimmed', k))
  const by = trimmed.length > 0 ? `, trimmed by ${trimmed.join(', ')}` : ''
  return `${sideOf(approved)} ${grouped(Math.abs(approved))} (${reason('increaseReason')}${by})`
}
const sideOf = (units: number): string => (units > 0 ? 'buy' : 'sell')
