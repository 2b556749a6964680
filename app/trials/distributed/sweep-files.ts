/** The data files of a sweep as bytes, to be sent to workers that cannot read them by their path. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { DataFolder } from '../../../sources/files/folder.js'
import { writeSeries } from '../../../sources/files/write-folder.js'
import type { SweepPlan } from '../sweep-plan.js'
import type { SweepFiles } from './sweep-data.js'

const MINUTE_FILE = /^([A-Z]{3}_[A-Z]{3})_M1\.(csv|ndjson)(\.gz)?$/

/** `stored`: the candles, where they come from the store. Only files of the world's instruments. */
export const sweepFiles = (
  { data, instruments }: Pick<SweepPlan, 'data' | 'instruments'>,
  stored: DataFolder | undefined,
): SweepFiles => {
  if (stored) return storedFiles(stored, instruments)
  return data.flatMap((path, folder) =>
    (statSync(path).isFile() ? [path] : readdirSync(path).map((name) => join(path, name))).sort().flatMap((file) => {
      const instrument = MINUTE_FILE.exec(basename(file))?.[1]
      if (instrument === undefined || !instruments.includes(instrument)) return []
      return [{ folder, name: basename(file), bytes: new Uint8Array(readFileSync(file)) }]
    }),
  )
}

const storedFiles = ({ series }: DataFolder, instruments: readonly string[]): SweepFiles => {
  const root = mkdtempSync(join(tmpdir(), 'sep-sweep-'))
  try {
    return series
      .filter(({ instrument }) => instruments.includes(instrument))
      .map((one) => {
        const path = writeSeries(root, one)
        return { folder: 0, name: basename(path), bytes: new Uint8Array(readFileSync(path)) }
      })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
