/** One line for each event of a live pipeline. */
import { isoTime } from '../../../lib/iso-time.js'
import { SECOND_MS } from '../../../lib/time-units.js'
import type { AccountPulse, Heartbeat } from './heartbeat.js'
import type { LiveEvent } from './live-events.js'

export const eventText = (of: LiveEvent): string => `${isoTime(of.tsMs).slice(0, 19)}Z ${eventWords(of)}`

/** Without its time. */
export const eventWords = (of: LiveEvent): string => {
  if (of.event === 'heartbeat') return heartbeatText(of)
  if (of.event === 'mode')
    return `mode: ${of.paused ? 'paused' : 'trading'}, kill switch ${of.killSwitch ? 'ON' : 'off'}`
  const { event, instrument } = of
  if (event === 'order') {
    const what = of.closesAll ? 'close all' : sized(of.units)
    const stop =
      of.stopPrice !== null
        ? `, stop ${number(of.stopPrice, 6)}`
        : of.stopDistance !== null
          ? `, stop ${number(of.stopDistance, 6)} away`
          : ''
    return `order ${instrument}: ${what} (${of.reason})${stop}`
  }
  if (event === 'fill' || event === 'exit') {
    const amount = of.amount === null ? '' : `, P&L ${signed(of.amount)}`
    return `${event} ${instrument}: ${sized(of.units)} at ${number(of.price, 6)} (${of.reason}), trade ${of.tradeId}${amount}`
  }
  const text = {
    rejected: 'rejected or cancelled by the broker',
    abandoned: 'never arrived',
    unknown: 'outcome unknown',
  }
  return `order ${instrument}: ${sized(of.units)}: ${event === 'refused' ? `not sent: ${of.why}` : text[event]}`
}

const heartbeatText = (of: Heartbeat): string =>
  `heartbeat: ${[...(of.phase === 'running' ? pulseTexts(of) : [of.phase]), readyText(of)].join(', ')}`

const pulseTexts = ({ nav, dayPnl, openPnl, positions, ageMs }: AccountPulse): readonly string[] => [
  ...(nav === null ? [] : [`NAV ${nav.toFixed(2)}`]),
  ...(dayPnl === null ? [] : [`P&L today ${signed(dayPnl)}`]),
  ...(openPnl === null || positions === 0 ? [] : [`open ${signed(openPnl)}`]),
  `${positions} position${positions === 1 ? '' : 's'}`,
  ageMs === null ? 'no slice yet' : `slice ${Math.max(0, Math.round(ageMs / SECOND_MS))} s old`,
]

const readyText = ({ ready, reason }: Heartbeat): string =>
  ready ? 'ready' : `not ready: ${reason?.code ?? 'starting'}: ${reason?.text ?? ''}`

const sized = (units: number): string => `${units > 0 ? 'buy' : 'sell'} ${number(Math.abs(units), 2)}`
const number = (value: number, digits: number): string => String(Number(value.toFixed(digits)))
const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}`
