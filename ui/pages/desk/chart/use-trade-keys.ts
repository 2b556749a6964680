/** n and p: from trade to trade in the chart. */
import { useLayoutEffect } from 'react'
import type { TradeView } from '../../../data/reads.js'
import { setParams } from '../../../route/use-url.js'
import { isTyping } from '../../../shell/keys.js'

/** The trade after or before a time; `atMs` null = the newest. Trades are newest first. */
export const stepTo = (trades: readonly TradeView[], atMs: number | null, step: 'n' | 'p'): TradeView | undefined => {
  if (atMs === null) return trades[0]
  return step === 'n' ? trades.findLast(({ exitMs }) => exitMs > atMs) : trades.find(({ exitMs }) => exitMs < atMs)
}

export const useTradeKeys = (trades: readonly TradeView[], atMs: number | null): void =>
  // With the buttons that name the keys, not after them: a key that is pressed in between would be lost.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.key !== 'n' && event.key !== 'p') || isTyping(event)) return
      const trade = stepTo(trades, atMs, event.key)
      if (trade) setParams({ t: trade.exitMs }, true)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [trades, atMs])
