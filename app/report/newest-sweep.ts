/** The sweep that ended last, where no folder is named. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The folder below `sweeps` whose trials.ndjson is newest; null where none has one. */
export const newestSweep = (sweeps: string): string | null => {
  const names = statSync(sweeps, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(sweeps).sort() : []
  const found = names.flatMap((name) => {
    const written = statSync(join(sweeps, name, 'trials.ndjson'), { throwIfNoEntry: false })
    return written ? [{ folder: join(sweeps, name), ms: written.mtimeMs }] : []
  })
  return (
    found.reduce<(typeof found)[number] | null>((best, own) => (best && best.ms >= own.ms ? best : own), null)
      ?.folder ?? null
  )
}
