/** Why runs cannot be compared as spans of one configuration. */
import { canonicalJson } from '../../graph/engine/hash/hash.js'
import type { TrialDocument } from '../../sinks/trials/trial-run.js'

/** The first difference, as `look 12 in run a, 20 in run b`; null where instrument, parameters and all other settings are equal. */
export const paramDifference = (runs: readonly TrialDocument[]): string | null => {
  const [first, ...others] = runs
  for (const other of others) {
    const said = (what: string, a: unknown, b: unknown) =>
      `${what} ${shown(a)} in run ${first!.run_id}, ${shown(b)} in run ${other.run_id}`
    if (other.instrument !== first!.instrument) return said('instrument', first!.instrument, other.instrument)
    const names = [...new Set([...Object.keys(first!.params), ...Object.keys(other.params)])].sort()
    for (const name of names) {
      const [a, b] = [first!.params[name], other.params[name]]
      if (canonicalJson(a ?? null) !== canonicalJson(b ?? null)) return said(name, a, b)
    }
    if (other.config_hash !== first!.config_hash)
      return said('another setting: configuration', first!.config_hash.slice(0, 12), other.config_hash.slice(0, 12))
  }
  return null
}

const shown = (value: unknown): string =>
  value === undefined ? 'absent' : typeof value === 'string' ? value : JSON.stringify(value)
