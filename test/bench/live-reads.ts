/**
 * The latency of live orders while the interface of the same process answers 200 reads a second, in turn with days on which nobody reads.
 * Store on disk, eight instruments, a slice about every 12 ms.
 */
import { liveDayApart } from './live.js'
import { median } from './measure.js'

const ROUNDS = 3
const SHARES = Object.freeze(['P50', 'P99'])

export const benchLiveReads = (): { readonly [name: string]: unknown } => {
  const rounds = Array.from({ length: ROUNDS }, () => ({
    alone: liveDayApart('surface', 'times'),
    read: liveDayApart('reads', 'times'),
  }))
  const all = rounds.flatMap(({ alone, read }) => [alone, read])
  const middle = (of: (round: (typeof rounds)[number]) => number): number =>
    Math.round(median(rounds.map(of)) * 1000) / 1000
  // With and without the time for which other programs had the cores.
  const ofOrders = ['order', 'ran'].flatMap((kind) =>
    SHARES.flatMap((share) => {
      const figure = `${kind}${share}Ms`
      return [
        [`${kind}${share}AloneMs`, middle(({ alone }) => alone[figure]!)],
        [`${kind}${share}ReadMs`, middle(({ read }) => read[figure]!)],
        [`${kind}${share}Ratio`, middle(({ alone, read }) => read[figure]! / alone[figure]!)],
      ]
    }),
  )
  return {
    name: 'live-reads',
    slicesWithOrders: rounds[0]!.read['slicesWithOrders'],
    ...Object.fromEntries(ofOrders),
    readsPerSec: middle(({ read }) => read['readsPerSec']!),
    readP99Ms: middle(({ read }) => read['readP99Ms']!),
    readsFailed: Math.max(...rounds.map(({ read }) => read['readsFailed']!)),
    alarms: Math.max(...all.map(({ alarms }) => alarms!)),
  }
}
