/** A deliberate bug of a simulated run. */
import type { RunOptions } from '../run-facts.js'

export interface PlantedBug {
  readonly name: string
  /** Violations of the checker that must detect it. */
  readonly detectedBy: RegExp
  readonly options: Partial<RunOptions>
}
