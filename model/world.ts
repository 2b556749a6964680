/** The run's instruments and their specifications. Fixed for a run, sorted by name, part of the graph hash. */
import type { RowSpace } from '../graph/engine/define/operator.js'

/** An instrument as the broker specifies it (OANDA v20 `Instrument`, decimals as numbers). */
export interface Instrument {
  /** `EUR_USD`: base and quote currency. */
  readonly name: string
  readonly base: string
  readonly quote: string
  /** 10^pipLocation is one pip in price units. */
  readonly pipLocation: number
  /** Decimals of a price. */
  readonly displayPrecision: number
  /** Decimals of units; 0 for the majors. */
  readonly tradeUnitsPrecision: number
  readonly minimumTradeSize: number
  readonly maximumOrderUnits: number
  /** 0 means no limit. */
  readonly maximumPositionSize: number
  readonly minimumTrailingStopDistance: number
  readonly maximumTrailingStopDistance: number
  /** Fraction of notional, 0.02 = 50:1. */
  readonly marginRate: number
  /** The broker's own, home currency per unit and leg; absent = it names none. */
  readonly commission?: { readonly perUnit: number; readonly minimum: number }
}

/** The data of a world: graph hashes and journals hold exactly these fields. `k` below is the index into `instruments`. */
export interface WorldSpec {
  readonly instruments: readonly Instrument[]
  /** Home (account) currency, `USD`. */
  readonly home: string
  /** traded[k] = 0: loaded only to convert to the home currency; every node skips it. */
  readonly traded: Uint8Array
  /** noVolume[k] = 1: the source of k gives no tick volume (all v = 0). */
  readonly noVolume: Uint8Array
}

/** The row space of SEP's graphs: row k of every slice is instrument k. */
export interface World extends WorldSpec, RowSpace {
  readonly rows: readonly Instrument[]
  readonly identity: WorldSpec
}

/** The world of a specification, such as one from a journal. */
export const worldFrom = (identity: WorldSpec): World =>
  Object.freeze({ ...identity, rows: identity.instruments, identity: Object.freeze(identity) })

/** Size of one pip in price units. */
export const pipSize = (instrument: Instrument): number => Number(`1e${instrument.pipLocation}`)

/** Makes a world: sorts the instruments by name and defaults every one to traded with volume. */
export const createWorld = (
  instruments: readonly Instrument[],
  home: string,
  options: { readonly untraded?: readonly string[]; readonly noVolume?: readonly string[] } = {},
): World => {
  const sorted = [...instruments].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const flag = (names: readonly string[] | undefined, hit: number) =>
    Uint8Array.from(sorted, (instrument) => (names?.includes(instrument.name) ? hit : 1 - hit))
  return worldFrom({
    instruments: Object.freeze(sorted),
    home,
    traded: flag(options.untraded, 0),
    noVolume: flag(options.noVolume, 1),
  })
}
