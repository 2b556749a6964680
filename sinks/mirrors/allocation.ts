/** The allocator's weights and status. */
import type { z } from 'zod'
import type { World } from '../../model/world.js'
import type { documents } from '../../store/documents.js'
import { KEYS } from '../../store/keys.js'
import { setWrite } from '../../store/set-write.js'
import type { Write } from '../../store/store.js'
import { mirrored, type SliceView } from './slice-view.js'

export interface AllocatorRule {
  readonly topK: number
  readonly intervalSec: number
}

/** Weights of the instruments that have a place. */
export const weightsDocument = (view: SliceView, world: World): z.output<typeof documents.weights> =>
  per(world, placed(view), (k) => view.row(mirrored.allocate, k)('weight'))

/** The allocator's last decision; scores of all traded instruments that have one. */
export const allocatorStatus = (
  view: SliceView,
  world: World,
  { topK, intervalSec }: AllocatorRule,
): z.output<typeof documents.allocatorStatus> => {
  const score = (k: number) => view.row(mirrored.allocate, k)('score')
  return {
    ts: view.tsMs,
    interval_sec: intervalSec,
    top_k: topK,
    weights: weightsDocument(view, world),
    filled: per(world, placed(view), (k) => view.row(mirrored.allocate, k)('filled') === 1),
    held: view.slice(mirrored.allocate, 'held') === 1,
    fallback: view.slice(mirrored.allocate, 'fallback') === 1,
    scores: per(world, (k) => Number.isFinite(score(k)), score),
  }
}

export const allocationWrites = (view: SliceView, world: World, rule: AllocatorRule): Write[] => [
  setWrite(KEYS.weights, {}, weightsDocument(view, world)),
  setWrite(KEYS.allocatorStatus, {}, allocatorStatus(view, world, rule)),
]

const placed = (view: SliceView) => (k: number) => view.row(mirrored.allocate, k)('weight') > 0

const per = <T>(world: World, has: (k: number) => boolean, of: (k: number) => T): { [instrument: string]: T } =>
  Object.fromEntries(
    world.instruments.flatMap(({ name }, k) => (world.traded[k] === 1 && has(k) ? [[name, of(k)]] : [])),
  )
