/** What the report shows of all positions, collected in one pass: nothing that grows with the run is held but one number a position. */
import type { Position } from '../positions.js'

const WORST = 10

/** Sums over a group of positions; bps are of entry notional. */
export interface PositionGroup {
  n: number
  trades: number
  won: number
  notional: number
  gross: number
  net: number
  grossBps: number
  /** Running mean and sum of squared deviations of the bps after costs (Welford), of those that are known. */
  known: number
  mean: number
  squares: number
}
type Groups = ReadonlyMap<string, PositionGroup>

export interface PositionTally {
  readonly count: number
  /** Lowest result after costs, at most 0. */
  readonly worstNet: number
  readonly closed: PositionGroup
  readonly byInstrument: Groups
  readonly byExit: Groups
  readonly byPlace: Groups
  /** The losing ones with the largest losses, worst first. */
  readonly worst: readonly Position[]
  /** Bps after costs of the closed ones. */
  readonly netBps: readonly number[]
}

export const tallyPositions = (positions: Iterable<Position>): PositionTally => {
  const closed = emptyGroup()
  const [byInstrument, byExit, byPlace] = [groups(), groups(), groups()]
  const netBps: number[] = []
  let worst: Position[] = []
  let count = 0
  let worstNet = 0
  for (const position of positions) {
    count++
    worstNet = Math.min(worstNet, position.net)
    add(groupOf(byInstrument, position.instrument), position)
    add(groupOf(byExit, position.exitReason), position)
    add(groupOf(byPlace, position.place), position)
    if (!position.open) {
      add(closed, position)
      netBps.push(position.netBps)
    }
    if (position.net < 0) worst.push(position)
    if (worst.length > 64) worst = worstOf(worst)
  }
  return { count, worstNet, closed, byInstrument, byExit, byPlace, worst: worstOf(worst), netBps }
}

/** Sample standard deviation and t of a group; NaN where undefined. */
export const spreadOf = ({ known, mean, squares }: PositionGroup): { readonly sd: number; readonly t: number } => {
  const sd = known < 2 ? Number.NaN : Math.sqrt(squares / (known - 1))
  return { sd, t: mean / (sd / Math.sqrt(known)) }
}

const worstOf = (positions: readonly Position[]): Position[] =>
  positions.toSorted((a, b) => a.net - b.net).slice(0, WORST)

const groups = () => new Map<string, PositionGroup>()

const groupOf = (found: Map<string, PositionGroup>, name: string): PositionGroup => {
  const known = found.get(name)
  if (known) return known
  const group = emptyGroup()
  found.set(name, group)
  return group
}

const emptyGroup = (): PositionGroup => ({
  n: 0,
  trades: 0,
  won: 0,
  notional: 0,
  gross: 0,
  net: 0,
  grossBps: 0,
  known: 0,
  mean: 0,
  squares: 0,
})

const add = (group: PositionGroup, { trades, net, notional, gross, grossBps, netBps }: Position): void => {
  group.n++
  group.trades += trades
  if (net > 0) group.won++
  group.notional += notional
  group.gross += gross
  group.net += net
  group.grossBps += grossBps
  if (Number.isNaN(netBps)) return
  group.known++
  const away = netBps - group.mean
  group.mean += away / group.known
  group.squares += away * (netBps - group.mean)
}
