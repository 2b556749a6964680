/** What the routes of studies have in common. */
import type { StrategyParams } from '../../../store/param-key.js'
import type { Model } from '../../model/model.js'
import type { ResearchReads } from '../../model/research/research-reads.js'
import { ApiError } from '../api-error.js'

export const researchOf = ({ research }: Model): ResearchReads => {
  if (!research) throw new ApiError('no-store', 'this process shows no runs and sweeps')
  return research
}

/** The one asked for, else the first that is traded. */
export const instrumentOr = (model: Model, asked: string | undefined): string => {
  const name = asked ?? model.frames.instruments().find(({ traded }) => traded)?.name
  if (name === undefined) throw new ApiError('no-data', 'no instrument is traded here yet: name one with instrument=')
  return name
}

interface ParamQuery {
  readonly c_min?: number | undefined
  readonly look?: number | undefined
  readonly thr_bps?: number | undefined
  readonly entry_cd?: number | undefined
  readonly exit_cd?: number | undefined
}

/** Null where none is given; some without the others name no run. */
export const paramsIn = ({ c_min, look, thr_bps, entry_cd, exit_cd }: ParamQuery): StrategyParams | null => {
  const given = { c_min, look, thr_bps, entry_cd, exit_cd }
  const missing = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [name] : []))
  if (missing.length === Object.keys(given).length) return null
  if (missing.length > 0)
    throw new ApiError('refused', `parameters come all five or none; missing: ${missing.join(', ')}`)
  return given as StrategyParams
}

/** `hours` or `days`; they must not contradict each other. */
export const hoursIn = ({ days, hours }: { days?: number | undefined; hours?: number | undefined }): number | null => {
  if (days !== undefined && hours !== undefined && days * 24 !== hours)
    throw new ApiError('refused', `days=${days} is ${days * 24} hours, not hours=${hours}: give one of them`)
  return hours ?? (days === undefined ? null : days * 24)
}
