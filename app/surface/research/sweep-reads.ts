/** Sweeps in a folder, with their progress, and the ledger of trials. Files that grow are read from where the last look ended. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import type { SweepView, sweepReportSchema } from '../../../api/contract/sweeps.js'
import type { SweepReads } from '../../../api/model/research/research-reads.js'
import { ApiError } from '../../../api/routes/api-error.js'
import { followLines } from '../../trials/results/follow-lines.js'
import type { SepCommand } from './sep-command.js'
import { trialLedgerReads } from './trial-ledger-reads.js'

export interface SweepReadsInputs {
  /** A folder for each sweep. */
  readonly folder: string
  readonly ledger: string
  readonly command: SepCommand
}
type Report = z.output<typeof sweepReportSchema>
type ReportBody = Awaited<ReturnType<SweepReads['report']>>

export const sweepReads = ({ folder, ledger, command }: SweepReadsInputs): SweepReads => {
  const progress = sweepProgress(folder)
  const reports = new Map<string, { readonly key: string; readonly report: ReportBody }>()
  const names = (): readonly string[] => namesIn(folder)
  return {
    list: async () => {
      const views: SweepView[] = []
      for (const name of names()) views.push(sweepView(folder, name, await progress(name)))
      return views.toSorted((a, b) => (b.writtenMs ?? 0) - (a.writtenMs ?? 0) || (a.name < b.name ? -1 : 1))
    },
    report: async (name, signal) => {
      if (!names().includes(name))
        throw new ApiError('no-data', `sweep ${name}: there is none of this name; GET /api/sweeps lists them`)
      const own = join(folder, name)
      if (changed(join(own, 'sweep.json')) === null)
        throw new ApiError('no-data', `sweep ${name}: it has not ended; its verdict needs all trials`)
      const keyOf = () => [join(own, 'trials.ndjson'), ledger].map(changed).join(' ')
      const known = reports.get(name)
      if (known?.key === keyOf()) return known.report
      const shape = await command(['report', '--sweep', own, '--ledger', ledger], signal)
      const report = reportOf(name, shape as ReportShape)
      // The look itself may have added to the ledger.
      reports.set(name, { key: keyOf(), report })
      return report
    },
    trialLedger: trialLedgerReads(ledger),
  }
}

/** Folders of sweeps: those with results. */
const namesIn = (folder: string): readonly string[] =>
  statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(folder).filter(
        (name) =>
          changed(join(folder, name, 'results.log')) !== null || changed(join(folder, name, 'sweep.json')) !== null,
      )
    : []

/** Null where there is no such file. */
const changed = (path: string): number | null => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null

/** How many results each sweep has by now. A sweep that begins again writes a new file. */
const sweepProgress = (folder: string): ((name: string) => Promise<number>) => {
  const known = new Map<string, { results: number; readonly read: () => Promise<void> }>()
  const added = (name: string) => {
    const own = {
      results: 0,
      read: followLines(
        join(folder, name, 'results.log'),
        () => void own.results++,
        () => {
          own.results = 0
        },
      ),
    }
    known.set(name, own)
    return own
  }
  return async (name) => {
    const own = known.get(name) ?? added(name)
    await own.read()
    return own.results
  }
}

const sweepView = (folder: string, name: string, done: number): SweepView => {
  const writtenMs = changed(join(folder, name, 'results.log'))
  const file = fileOf(join(folder, name, 'sweep.json'))
  // The file of a sweep that ended stands until the next run of it ends.
  const fileMs = changed(join(folder, name, 'sweep.json'))
  const finished = file !== null && fileMs !== null && (writtenMs === null || fileMs >= writtenMs)
  return {
    name,
    sweep: file?.sweep ?? null,
    trials: file?.trials ?? null,
    done,
    finished,
    writtenMs: writtenMs === null ? null : Math.round(writtenMs),
  }
}

const fileOf = (path: string): { readonly sweep: string; readonly trials: number } | null => {
  if (changed(path) === null) return null
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { sweep: string; trials: number }
  } catch {
    return null
  }
}

/** What `sep report --json` prints, as far as it is shown. */
interface ReportShape
  extends Pick<Report, 'verdict' | 'sentence' | 'reasons' | 'configurations' | 'objective' | 'heatMaps'> {
  readonly ranking: readonly Report['ranking'][number][]
  readonly provenance: Pick<Report, 'sweep' | 'instruments' | 'window'>
}

const reportOf = (name: string, shape: ReportShape): ReportBody => {
  const { sweep, instruments, window } = shape.provenance
  const { verdict, sentence, reasons, objective, configurations } = shape
  return {
    ...{ name, sweep, objective, instruments: [...instruments] },
    window: { from: window.from, to: window.to },
    ...{ configurations, verdict, sentence, reasons: [...reasons] },
    heatMaps: shape.heatMaps.map(({ x, y, cells, peak, plateau, lone, sentence: text }) => ({
      ...{ x, y, cells, peak, plateau, lone, sentence: text },
    })),
    ranking: shape.ranking.map((own) => ({
      ...{ configHash: own.configHash, params: own.params, trades: own.trades, pnlBps: own.pnlBps },
      ...{ meanBps: own.meanBps, sharpeDaily: own.sharpeDaily, maxDrawdownBps: own.maxDrawdownBps },
      ...{ calmar: own.calmar, objective: own.objective },
    })),
  }
}
