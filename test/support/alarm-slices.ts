/** Frames of one slice with only the columns that an alarm reads. */
import type { Frame } from '../../graph/engine/run/frame.js'
import { createWorld } from '../../model/world.js'
import { loadInstruments } from '../../sources/instruments.js'

export const NAMES = ['EUR_USD', 'USD_JPY'] as const
export const world = createWorld(loadInstruments([...NAMES]), 'USD')
export const START_MS = Date.UTC(2026, 0, 5, 12)

/** Columns by node: one value per instrument, or one for the slice. */
export const slice = (
  columns: { readonly [node: string]: { readonly [column: string]: readonly number[] } },
  tsMs = START_MS,
): Frame =>
  ({
    slices: 1,
    count: NAMES.length,
    time: { tsMs: Float64Array.of(tsMs), asOfMs: Float64Array.of(tsMs) },
    columns: Object.fromEntries(
      Object.entries(columns).map(([node, of]) => [
        node,
        Object.fromEntries(Object.entries(of).map(([name, values]) => [name, Float64Array.from(values)])),
      ]),
    ),
  }) as unknown as Frame
