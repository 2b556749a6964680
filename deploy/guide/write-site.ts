/** Writes a folder as a whole: a server that runs never has half of it, and an unchanged one is left alone. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeFolder } from '../../lib/make-folder.js'

const STAMP = '.digest'

/** True if it was written. `name`: of the process, for the folder that it is made in. */
export const writeSite = (folder: string, files: ReadonlyMap<string, string | Buffer>, name: string): boolean => {
  const hash = createHash('sha256')
  for (const [path, content] of files) hash.update(`${path}\0${content.length}\0`).update(content)
  const digest = hash.digest('hex')
  const stamp = join(folder, STAMP)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return false
  const fresh = `${folder}.${name}`
  const old = `${fresh}-old`
  try {
    for (const [path, content] of files) {
      makeFolder(dirname(join(fresh, path)))
      writeFileSync(join(fresh, path), content)
    }
    writeFileSync(join(fresh, STAMP), digest)
    if (existsSync(folder)) renameSync(folder, old)
    renameSync(fresh, folder)
  } finally {
    for (const path of [fresh, old]) rmSync(path, { recursive: true, force: true })
  }
  return true
}
