/** The trial ledger, `.sep/ledger.ndjson`: it only grows, and what it counts no result can forget. */
import { overlaps, type Stretch } from './ledger/overlap.js'
import { appendLines } from './results/append-lines.js'
import { scanLines } from './results/scan-lines.js'
import { type LedgerLine, ledgerLine, type TrialEntry } from './ledger/ledger-line.js'

export interface Ledger {
  /** By result, each once. */
  readonly trials: ReadonlyMap<string, TrialEntry>
  readonly openings: readonly Extract<LedgerLine, { readonly t: 'opening' }>[]
  readonly holdouts: readonly Extract<LedgerLine, { readonly t: 'holdout' }>[]
}

/** A file that is not there is an empty ledger; a torn line is skipped. A file that cannot be read is `missing-data`. */
export const readTrialLedger = (file: string): Ledger => {
  const trials = new Map<string, TrialEntry>()
  const openings: Ledger['openings'][number][] = []
  const holdouts: Ledger['holdouts'][number][] = []
  scanLines(file, 0, ({ text }) => {
    const line = parsed(text)
    if (line?.t === 'trial' && !trials.has(line.resultHash)) trials.set(line.resultHash, line)
    if (line?.t === 'opening') openings.push(line)
    if (line?.t === 'holdout') holdouts.push(line)
  })
  return { trials, openings, holdouts }
}

/** Durable when it returns. */
export const appendLedger = (file: string, lines: readonly LedgerLine[]): void => {
  const ledger = appendLines(file, 'ledger', '; --ledger FILE names another, a copy of it keeps its count')
  try {
    ledger.append(lines.map((line) => JSON.stringify(line)))
  } finally {
    ledger.close()
  }
}

/** Those whose result the ledger does not have; returns how many these were. */
export const enterTrials = (file: string, entries: readonly TrialEntry[]): number => {
  if (entries.length === 0) return 0
  const { trials } = readTrialLedger(file)
  const fresh = new Map(entries.filter(({ resultHash }) => !trials.has(resultHash)).map((one) => [one.resultHash, one]))
  appendLedger(file, [...fresh.values()])
  return fresh.size
}

/** N: distinct configurations of the family whose windows overlap the stretch on one of its instruments. */
export const distinctConfigurations = ({ trials }: Ledger, stretch: Stretch): number => {
  const found = new Set<string>()
  for (const trial of trials.values()) if (overlaps(trial, stretch)) found.add(trial.configHash)
  return found.size
}

/**
 * Which look at this market it is, from 1: distinct sweeps of the family whose report was opened on any overlap of instrument and time,
 * this sweep included whether or not it has been opened. One new candle does not reset it.
 */
export const lookNumber = ({ openings }: Ledger, stretch: Stretch, sweep: string): number =>
  new Set([...openings.filter((opening) => overlaps(opening, stretch)).map((opening) => opening.sweep), sweep]).size

const parsed = (text: string): LedgerLine | null => {
  try {
    return ledgerLine.parse(JSON.parse(text))
  } catch {
    return null
  }
}
