/** The allocator's documents. */
import type { z } from 'zod'
import type { World } from '../../model/world.js'
import type { documents } from '../../store/documents.js'
import type { SliceView } from './slice-view.js'

/** Weights of the instruments that have a place. */
export const weightsDocument = (view: SliceView, world: World): z.output<typeof documents.weights> =>
  per(world, placed(view), (k) => view.row('allocate', 'weight', k))

/** What the allocator did last; scores of all traded instruments that have one. */
export const allocatorStatus = (
  view: SliceView,
  world: World,
  { topK, intervalSec }: { readonly topK: number; readonly intervalSec: number },
): z.output<typeof documents.allocatorStatus> => ({
  ts: view.tsMs,
  interval_sec: intervalSec,
  top_k: topK,
  weights: weightsDocument(view, world),
  filled: per(world, placed(view), (k) => view.row('allocate', 'filled', k) === 1),
  held: view.slice('allocate', 'held') === 1,
  fallback: view.slice('allocate', 'fallback') === 1,
  scores: per(
    world,
    (k) => Number.isFinite(view.row('allocate', 'score', k)),
    (k) => view.row('allocate', 'score', k),
  ),
})

const placed = (view: SliceView) => (k: number) => view.row('allocate', 'weight', k) > 0

const per = <T>(world: World, has: (k: number) => boolean, of: (k: number) => T): { [instrument: string]: T } =>
  Object.fromEntries(
    world.instruments.flatMap(({ name }, k) => (world.traded[k] === 1 && has(k) ? [[name, of(k)]] : [])),
  )
