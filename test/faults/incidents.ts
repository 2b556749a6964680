/** The crashes and pauses that a run asked for, at the labels that its processes reach. */
import type { CrashLabel } from '../../lib/crash-points.js'
import type { AtLabel } from './machine.js'
import type { CrashAt, RunOptions } from './run-facts.js'
import { FAULTS_MS } from './spans.js'
import type { Timeline } from './timeline.js'

export interface Incidents {
  readonly onLabel: (name: string) => (label: CrashLabel) => AtLabel
  /** How many of the requested crashes happened. */
  crashed(): number
  /** Pauses after which another process owned the account. */
  takeOvers(): number
}
interface IncidentInputs {
  readonly timeline: Timeline
  /** How often each label was reached. */
  readonly labels: Map<CrashLabel, number>
  readonly ownerIs: (name: string) => boolean
  readonly note: (text: string) => void
}

export const planIncidents = (options: RunOptions, { timeline, labels, ownerIs, note }: IncidentInputs): Incidents => {
  const crashes = [...(options.crashes ?? [])]
  const stops = [...(options.stops ?? [])]
  let takeOvers = 0
  const onLabel =
    (name: string) =>
    (label: CrashLabel): AtLabel => {
      const hits = (labels.get(label) ?? 0) + 1
      labels.set(label, hits)
      if (timeline.now() > FAULTS_MS) return 'continues'
      const due = (at: CrashAt | undefined) => at?.label === label && hits >= at.n
      if (due(crashes[0])) {
        crashes.shift()
        note(`${name} dies at ${label}:${hits}`)
        return 'dies'
      }
      // A process that does not own the account has nothing to lose.
      if (!due(stops[0]) || !ownerIs(name)) return 'continues'
      // The pause ends no later than the faults.
      const ms = Math.min(stops.shift()!.ms, FAULTS_MS - timeline.now())
      note(`${name} is paused at ${label}:${hits} for ${ms} ms`)
      timeline.after(ms, () => {
        if (!ownerIs(name)) takeOvers++
      })
      return ms
    }
  return {
    onLabel,
    crashed: () => (options.crashes?.length ?? 0) - crashes.length,
    takeOvers: () => takeOvers,
  }
}
