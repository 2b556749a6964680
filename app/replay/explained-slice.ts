/** A slice of the journal explained with its guards, and with the slices before and after it. */
import { frameContext } from '../../api/model/frames/frame-context.js'
import { guardRows } from '../../api/model/frames/rows/guard-rows.js'
import { sliceLook } from '../../api/model/frames/slice-look.js'
import type { Graph } from '../../graph/engine/define/define.js'
import type { World } from '../../model/world.js'
import {
  explainJournal,
  type ExplainJournalInputs,
  type JournalExplanation,
} from '../../streams/journal/explain/explain.js'
import { sliceAfter, sliceBefore } from '../../streams/journal/explain/neighbours.js'

export interface ExplainedSlice extends JournalExplanation {
  /** Of the journal; null = there is none. */
  readonly previousMs: number | null
  readonly nextMs: number | null
  /** None for an instrument that is not traded. */
  readonly guards: readonly ReturnType<typeof guardRows>[number][]
}

/** What it lacks is an error of `explainJournal`. */
export const explainedSlice = async (inputs: Omit<ExplainJournalInputs, 'onSlice'>): Promise<ExplainedSlice> => {
  const { store, account, instrument, tsMs } = inputs
  const guards: ReturnType<typeof guardRows>[number][] = []
  const explanation = await explainJournal({
    ...inputs,
    onSlice: ({ graph, world }, slice) => {
      const context = frameContext(graph as Graph<World>, world)
      const row = context.traded.find(({ name }) => name === instrument)
      if (row) guards.push(...guardRows(context, sliceLook(slice), row.k))
    },
  })
  const [previousMs, nextMs] = [await sliceBefore(store, account, tsMs), await sliceAfter(store, account, tsMs)]
  return { ...explanation, previousMs, nextMs, guards }
}
