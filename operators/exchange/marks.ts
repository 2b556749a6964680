/** Marks the account: conversion, unrealised P&L, margin, closeout percent. All floats: marks are never booked. */
import { onGrid } from '../grid.js'
import type { Exchange } from './types.js'

/** Rate quote currency -> home at mid; 1 if the quote currency is home. */
export const midRate = (ex: Exchange, k: number): number => (ex.quoteIsHome[k] ? 1 : ex.homeRate[k]!)

/** Rate quote currency -> home for a gain or a loss: mid minus or plus the conversion fee. */
export const conversion = (ex: Exchange, k: number, gain: boolean): number =>
  ex.quoteIsHome[k] ? 1 : ex.homeRate[k]! * (gain ? 1 - ex.config.conversionFee : 1 + ex.config.conversionFee)

/** Margin of long and short units (both positive) of instrument k at mid. On hedging accounts the larger side counts. */
export const marginFor = (ex: Exchange, k: number, longUnits: number, shortUnits: number): number =>
  (longUnits > shortUnits ? longUnits : shortUnits) *
  ((ex.bid[k]! + ex.ask[k]!) / 2) *
  midRate(ex, k) *
  ex.marginRate[k]!

/** Units of one side (sign 1 long, -1 short), positive. */
export const sideUnits = (ex: Exchange, k: number, sign: number): number => {
  const net = ex.units[k]!
  if (!ex.config.hedging) return net * sign > 0 ? net * sign : 0
  let sum = 0
  for (const trade of ex.trades[k]!) if (trade.units * sign > 0) sum += trade.units * sign
  // Back to the grid of units: a decimal sum off the grid could not be ordered.
  return onGrid(sum, ex.unitScale[k]!)
}

export interface AccountMark {
  unrealized: number
  nav: number
  marginUsed: number
  marginAvailable: number
  /** 0.5 * margin / NAV at mid: a margin call from 0.5, a closeout of everything from 1. */
  closeoutPercent: number
  /** By instrument, home currency; 0 when flat. */
  readonly unrealizedOf: Float64Array
  readonly marginOf: Float64Array
}
export const emptyMark = (count: number): AccountMark => ({
  unrealized: 0,
  nav: 0,
  marginUsed: 0,
  marginAvailable: 0,
  closeoutPercent: 0,
  unrealizedOf: new Float64Array(count),
  marginOf: new Float64Array(count),
})

/** Marks the whole account into `mark`, in order of instrument index so that sums are reproducible. */
export const markAccount = (ex: Exchange, mark: AccountMark): AccountMark => {
  let unrealized = 0
  let unrealizedMid = 0
  let margin = 0
  for (let k = 0; k < ex.trades.length; k++) {
    const held = ex.trades[k]!.length > 0
    const own = held ? unrealizedAt(ex, k) : 0
    const needed = held ? marginFor(ex, k, sideUnits(ex, k, 1), sideUnits(ex, k, -1)) : 0
    mark.unrealizedOf[k] = own
    mark.marginOf[k] = needed
    unrealized += own
    margin += needed
    if (held) unrealizedMid += unrealizedAtMid(ex, k)
  }
  const balance = ex.balanceE4 / 1e4
  mark.unrealized = unrealized
  mark.nav = balance + unrealized
  mark.marginUsed = margin
  mark.marginAvailable = Math.max(0, mark.nav - margin)
  const navMid = balance + unrealizedMid
  mark.closeoutPercent = margin === 0 ? 0 : navMid <= 0 ? Number.POSITIVE_INFINITY : (0.5 * margin) / navMid
  return mark
}

/** NAV minus margin used, negative when under water: the limit of new margin and of withdrawals. */
export const freeMargin = (ex: Exchange): number => {
  let free = ex.balanceE4 / 1e4
  for (let k = 0; k < ex.trades.length; k++)
    if (ex.trades[k]!.length > 0)
      free += unrealizedAt(ex, k) - marginFor(ex, k, sideUnits(ex, k, 1), sideUnits(ex, k, -1))
  return free
}

/** Each trade at its closing side, converted as its own gain or loss, as a close would be. */
const unrealizedAt = (ex: Exchange, k: number): number => {
  const trades = ex.trades[k]!
  let sum = 0
  for (let n = 0; n < trades.length; n++) {
    const { units, price } = trades[n]!
    const quote = units * ((units > 0 ? ex.bid[k]! : ex.ask[k]!) - price)
    sum += quote * conversion(ex, k, quote > 0)
  }
  return sum
}

const unrealizedAtMid = (ex: Exchange, k: number): number => {
  const trades = ex.trades[k]!
  const mid = (ex.bid[k]! + ex.ask[k]!) / 2
  let quote = 0
  for (let n = 0; n < trades.length; n++) quote += trades[n]!.units * (mid - trades[n]!.price)
  return quote * midRate(ex, k)
}
