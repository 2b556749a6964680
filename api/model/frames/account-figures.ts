/** The account of the newest slice, with what was counted since the start. */
import type { AccountFigures } from '../frame-reads.js'
import type { FrameContext } from './frame-context.js'
import type { AccountTrack } from './kept/account-track.js'
import type { OrderBook } from './kept/order-book.js'
import { money, ratio } from './rounded.js'
import type { SliceLook } from './slice-look.js'

export const accountFigures = (
  { world }: FrameContext,
  look: SliceLook,
  track: AccountTrack,
  book: OrderBook,
): AccountFigures => {
  const broker = (column: 'nav' | 'balance' | 'marginUsedTotal' | 'marginAvailable') => look.slice('broker', column)
  const open = world.instruments.reduce((sum, _, k) => sum + look.row('broker', 'unrealized', k), 0)
  return {
    currency: world.home,
    nav: money(broker('nav')),
    balance: money(broker('balance')),
    openPnl: money(open),
    dayPnl: money(broker('nav') - track.dayBase()),
    drawdownPct: ratio(look.slice('performance', 'drawdownPct')),
    marginUsed: money(broker('marginUsedTotal')),
    marginAvailable: money(broker('marginAvailable')),
    costs: money(look.slice('performance', 'costs')),
    ...book.counts(),
    refused: book.refused(),
    killSwitch: look.slice('control', 'killSwitch') === 1,
    paused: look.slice('control', 'paused') === 1,
  }
}
