/** A lock file that says which process uses a folder, and which server it started there. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

export interface LockHolder {
  /** Process that took the lock. */
  readonly owner: number
  /** Its server, once it runs. */
  readonly server?: number
}

export interface FolderLock {
  /** Takes the lock if nobody has it. */
  take(holder: LockHolder): boolean
  /** Who has it; null = nobody. */
  read(): LockHolder | null
  /** Says more about a lock that we have. */
  update(holder: LockHolder): void
  /** Removes the lock of a holder that is gone, unless somebody else took it over meanwhile. */
  breakStale(holder: LockHolder): void
  release(): void
}

/** The file appears complete or not at all. */
export const folderLock = (path: string): FolderLock => {
  const own = `${path}.${process.pid}`
  const read = (file: string): LockHolder | null => {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as LockHolder
    } catch {
      return null
    }
  }
  const takeAs = (file: string): boolean => {
    try {
      linkSync(file, path)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    } finally {
      rmSync(file, { force: true })
    }
  }
  return {
    take: (holder) => {
      writeFileSync(own, JSON.stringify(holder))
      return takeAs(own)
    },
    read: () => read(path),
    update: (holder) => {
      writeFileSync(own, JSON.stringify(holder))
      renameSync(own, path)
    },
    breakStale: (holder) => {
      try {
        renameSync(path, own)
      } catch {
        return
      }
      const moved = read(own)
      if (moved?.owner === holder.owner && moved.server === holder.server) rmSync(own, { force: true })
      else takeAs(own)
    },
    release: () => rmSync(path, { force: true }),
  }
}
