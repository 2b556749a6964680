/** Reads the folder of a sweep: sweep.json and trials.ndjson. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { SepError } from '../../model/error-codes.js'
import type { TrialLine } from '../../model/trial-line.js'
import type { SweepFacts } from '../../studies/report/sweep/sweep-facts.js'
import { type SweepTally, tallySweep } from '../../studies/report/sweep/tally-sweep.js'
import { scanLines } from '../trials/results/scan-lines.js'

const span = z.looseObject({ from: z.string(), to: z.string() })

/** What the report needs of it; a later version may have more. */
const sweepFile = z.looseObject({
  format: z.literal(1),
  name: z.string(),
  sweep: z.string(),
  graph: z.string(),
  family: z.string(),
  kind: z.string(),
  objective: z.enum(['pnl', 'calmar', 'dsr']),
  minTrades: z.number(),
  dataHash: z.string(),
  market: z.string(),
  world: z.looseObject({ home: z.string() }),
  window: span,
  days: z.array(z.string()),
  holdout: span.nullable(),
  costs: z.record(z.string(), z.unknown()),
  trials: z.number(),
  instruments: z.array(z.string()).min(1),
  versions: z.record(z.string(), z.unknown()),
  command: z.union([z.string(), z.array(z.string())]).nullable(),
  spec: z.record(z.string(), z.unknown()).default({}),
  params: z.array(z.string()).default([]),
  base: z.record(z.string(), z.unknown()).default({}),
})

export interface SweepFolder {
  readonly facts: SweepFacts
  readonly tally: SweepTally
  /** The spec without its name and its places of files, and the fixed settings of all trials. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Names of the parameters that the spec varies or fixes by instrument. */
  readonly params: readonly string[]
  readonly base: Readonly<Record<string, unknown>>
}

/** A folder without these files, or with a line that is none of a trial, is `missing-data` or `bad-data`. */
export const readSweep = (folder: string): SweepFolder => {
  const file = parsed(join(folder, 'sweep.json'))
  const facts = factsOf(file)
  const tally = tallySweep(facts.days)
  const path = join(folder, 'trials.ndjson')
  if (!existsSync(path))
    throw new SepError('missing-data', `${path}: does not exist; \`sep trials\` writes it at the end`)
  const seen = { lines: 0 }
  scanLines(path, 0, ({ text }) => tally.take(lineOf(text, path, ++seen.lines)))
  const { name: _, data: __, ...settings } = file.spec
  return { facts, tally, settings, params: file.params, base: file.base }
}

const factsOf = ({ world, command, ...file }: z.output<typeof sweepFile>): SweepFacts => {
  return { ...file, home: world.home, command: Array.isArray(command) ? command.join(' ') : command }
}

const parsed = (path: string): z.output<typeof sweepFile> => {
  const text = textOf(path)
  try {
    return sweepFile.parse(JSON.parse(text))
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause).split('\n').join(' ') : (cause as Error).message
    throw new SepError('bad-argument', `${path}: is not the description of a sweep: ${why}`, { cause })
  }
}

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new SepError('missing-data', `${path}: ${code}: no sweep is there; \`sep trials\` writes one`, { cause })
  }
}

/** Checked for the fields that are added up, not by the whole schema: that would take longer than the report. */
const lineOf = (text: string, path: string, number: number): TrialLine => {
  const line = lineFrom(text)
  if (line === null) throw new SepError('bad-argument', `${path}:${number}: is not the line of a trial`)
  return line
}

const lineFrom = (text: string): TrialLine | null => {
  try {
    const line = JSON.parse(text) as TrialLine
    const sound =
      typeof line.configHash === 'string' &&
      Number.isInteger(line.trades) &&
      Number.isFinite(line.pnlBps) &&
      Array.isArray(line.days) &&
      typeof line.costs === 'object' &&
      typeof line.params === 'object'
    return sound ? line : null
  } catch {
    return null
  }
}
