/** Lines by the result that they belong to: those of a portfolio share one. */
import type { TrialLine } from '../../../model/trial-line.js'

export const byResult = (lines: readonly TrialLine[]): readonly (readonly TrialLine[])[] => {
  const found = new Map<string, TrialLine[]>()
  for (const line of lines) {
    const own = found.get(line.resultHash) ?? []
    found.set(line.resultHash, own)
    own.push(line)
  }
  return [...found.values()]
}
