/** The account at the newest slice, and at the last one before the newest 17:00 New York. */
import type { Compiled } from '../../../graph/engine/run/compile.js'
import { columnsOf, hasNode } from '../../../graph/engine/run/columns-of.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import { nodes } from '../../../model/nodes.js'
import type { World } from '../../../model/world.js'
import { tradingDayCursor } from '../../../operators/calendar/new-york.js'

export interface AccountAt {
  /** Event time of the slice. */
  readonly tsMs: number
  readonly currency: string
  readonly nav: number
  readonly openPnl: number
  readonly positions: number
  readonly killSwitch: boolean
  readonly paused: boolean
}
export interface DayTrack {
  readonly sink: (compiled: Pick<Compiled<World>, 'world'>) => FrameSink
  readonly newest: () => AccountAt | null
  /** As the trading day that ended at `endMs` left it; of the newest slice where this process has seen none before. */
  readonly at: (endMs: number) => AccountAt | null
}

export const dayTrack = (): DayTrack => {
  const held: { newest: AccountAt | null; before: AccountAt | null; day: number } = {
    newest: null,
    before: null,
    day: Number.NaN,
  }
  const cursor = tradingDayCursor()
  return {
    sink: ({ world }) => ({
      write: (frame) => {
        if (!hasNode(frame, nodes.broker)) return
        for (let s = 0; s < frame.slices; s++) {
          const day = cursor.at(frame.time.tsMs[s] as number)
          if (day !== held.day) held.before = held.newest
          held.day = day
          const account = accountAt(frame, s, world.home)
          if (Number.isFinite(account.nav)) held.newest = account
        }
      },
    }),
    newest: () => held.newest,
    at: (endMs) => {
      const { newest, before } = held
      if (newest && newest.tsMs < endMs) return newest
      return before && before.tsMs < endMs ? before : newest
    },
  }
}

const accountAt = (frame: Frame, s: number, currency: string): AccountAt => {
  const { nav, units, unrealized } = columnsOf(frame, nodes.broker)
  const control = hasNode(frame, nodes.control) ? columnsOf(frame, nodes.control) : null
  let [positions, openPnl] = [0, 0]
  for (let i = s * frame.count; i < (s + 1) * frame.count; i++) {
    if (units[i] === 0) continue
    positions++
    openPnl += unrealized[i] as number
  }
  return {
    tsMs: frame.time.tsMs[s] as number,
    currency,
    nav: nav[s] as number,
    openPnl,
    positions,
    killSwitch: control?.killSwitch[s] === 1,
    paused: control?.paused[s] === 1,
  }
}
