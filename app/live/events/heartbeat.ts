/** How a live pipeline is, in one line a minute. */
import { columnsOf, hasNode } from '../../../graph/engine/run/columns-of.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import { nodes } from '../../../model/nodes.js'

/** Null = not known (yet), or not of this part. */
export interface AccountPulse {
  readonly nav: number | null
  /** Since the first slice of the trading day that this process has seen. */
  readonly dayPnl: number | null
  readonly openPnl: number | null
  readonly positions: number
  /** Of the newest slice, by the broker's clock. */
  readonly ageMs: number | null
}
export interface Heartbeat extends AccountPulse {
  readonly event: 'heartbeat'
  readonly tsMs: number
  readonly phase: string
  readonly ready: boolean
  /** The first; null where ready. */
  readonly reason: { readonly code: string; readonly text: string } | null
}

export interface AccountPulses {
  readonly sink: FrameSink
  /** `held`: positions as the broker holds them now; null = those of the newest slice. */
  pulse(nowMs: number, held: number | null): AccountPulse
}

export const accountPulses = (): AccountPulses => {
  let day = Number.NaN
  let base = Number.NaN
  let newest: Frame | null = null
  return {
    sink: {
      write: (frame) => {
        newest = frame
        if (!hasNode(frame, nodes.broker)) return
        const nav = columnsOf(frame, nodes.broker).nav[0] as number
        const now = hasNode(frame, nodes.session) ? (columnsOf(frame, nodes.session).tradingDay[0] as number) : 0
        if (now === day && !Number.isNaN(base)) return
        day = now
        base = nav
      },
    },
    pulse: (nowMs, held) => {
      const pulse = pulseOf(newest, base, nowMs)
      return held === null ? pulse : { ...pulse, positions: held }
    },
  }
}

const pulseOf = (frame: Frame | null, base: number, nowMs: number): AccountPulse => {
  const ageMs = frame === null ? null : nowMs - (frame.time.tsMs[0] as number)
  if (frame === null || !hasNode(frame, nodes.broker))
    return { nav: null, dayPnl: null, openPnl: null, positions: 0, ageMs }
  const { nav, units, unrealized } = columnsOf(frame, nodes.broker)
  let [positions, openPnl] = [0, 0]
  for (let k = 0; k < frame.count; k++) {
    if (units[k] === 0) continue
    positions++
    openPnl += unrealized[k] as number
  }
  return { nav: known(nav[0]), dayPnl: known((nav[0] as number) - base), openPnl: known(openPnl), positions, ageMs }
}

const known = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value)
