/** The words of a trading day: NAV, P&L, costs, trades, alarms, guards that decided nothing. */
import { isoTime } from '../../../lib/iso-time.js'
import { DAY_MS, HOUR_MS } from '../../../lib/time-units.js'
import type { Notice } from '../../../sinks/notify/notice.js'
import type { NotifyDay } from '../../../store/notify/notify-state.js'
import type { NotifiedAlarm } from '../alarm-notices.js'
import type { DayBook } from './day-book.js'
import type { AccountAt } from './day-track.js'

export interface DayFacts {
  /** Days since 1970 of the date in New York on which it ended. */
  readonly day: number
  readonly startMs: number
  readonly endMs: number
  /** Null = no slice is known. */
  readonly account: AccountAt | null
  /** NAV at its start; null = not known. */
  readonly base: NotifyDay['base']
  readonly book: DayBook
  readonly alarms: readonly NotifiedAlarm[]
  /** One sentence each; null: they are not counted. */
  readonly guards: readonly string[] | null
}

export const summaryNotice = (facts: DayFacts): Notice => {
  const { day, endMs, account } = facts
  const date = isoTime(day * DAY_MS).slice(0, 10)
  return {
    id: `summary-${date}`,
    kind: 'summary',
    severity: 'info',
    tsMs: endMs,
    title: `day ${date}: ${account === null ? 'NAV not known' : navText(facts, account)}`,
    text: [
      ...bookLines(facts.book),
      ...accountLines(facts),
      alarmsLine(facts.alarms),
      ...guardLines(facts.guards),
    ].join('\n'),
  }
}

const navText = ({ base, book, startMs }: DayFacts, { nav, currency }: AccountAt): string => {
  if (base === null) return `NAV ${nav.toFixed(2)} ${currency}, P&L of the day not known`
  const since = isFar(base.tsMs, startMs) ? ` since ${minuteText(base.tsMs)}` : ''
  return `NAV ${nav.toFixed(2)} ${currency}, P&L ${signed(nav - base.nav - book.transfers)}${since}`
}

const bookLines = ({ trades, wins, realised, financing, costs, transfers }: DayBook): readonly string[] => [
  `trades closed: ${trades}${trades === 0 ? '' : `, with a gain: ${wins}`}`,
  `realised ${signed(realised)}, financing ${signed(financing)}, costs in it ${costs.toFixed(2)}`,
  ...(transfers === 0 ? [] : [`transfers ${signed(transfers)}, not in the P&L`]),
]

const accountLines = ({ account, endMs }: DayFacts): readonly string[] => {
  if (account === null) return []
  const { positions, openPnl, killSwitch, paused, tsMs } = account
  return [
    `open positions: ${positions}${positions === 0 ? '' : `, open P&L ${signed(openPnl)}`}`,
    ...(killSwitch ? ['kill switch ON'] : []),
    ...(paused ? ['paused: no new positions'] : []),
    ...(isFar(tsMs, endMs) ? [`NAV and positions are of the slice of ${minuteText(tsMs)}`] : []),
  ]
}

const alarmsLine = (alarms: readonly NotifiedAlarm[]): string => {
  const open = [...new Set(alarms.filter((alarm) => alarm.acknowledgedBy === null).map(({ code }) => code))]
  return `alarms: ${alarms.length}${open.length === 0 ? '' : `, not acknowledged: ${open.join(', ')}`}`
}

const guardLines = (guards: DayFacts['guards']): readonly string[] =>
  guards?.length === 0 ? ['guards: each of them decided something'] : (guards ?? [])

/** From the end of a trading day; on Fridays the market closes a little before it. */
const isFar = (tsMs: number, edgeMs: number): boolean => Math.abs(edgeMs - tsMs) > HOUR_MS / 4
const minuteText = (tsMs: number): string => `${isoTime(tsMs).slice(0, 16)}Z`
const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}`
