/** What is known of a pipeline: its status, whole or by part, and when it was last heard of. */
import type { PipelineStatus } from '../../store/pipeline-status.js'

export type PartName = 'all' | 'slices' | 'trades'
export const PART_NAMES: readonly PartName[] = ['all', 'slices', 'trades']

export interface KnownPart {
  readonly part: PartName
  readonly status: PipelineStatus
  /** It has not been heard of for longer than it may be silent. */
  readonly silent: boolean
}

/** The parts that make up the pipeline now: those that are heard of, else those that were the last. */
export const livingParts = (known: readonly KnownPart[]): readonly KnownPart[] => {
  const heard = known.filter(({ silent }) => !silent)
  if (heard.some(({ part }) => part === 'all')) return heard.filter(({ part }) => part === 'all')
  if (heard.length > 0) return known.filter(({ part }) => part !== 'all')
  const newest = [...known].sort((a, b) => b.status.atMs - a.status.atMs)[0]
  return known.filter(({ part }) => (part === 'all') === (newest?.part === 'all'))
}
