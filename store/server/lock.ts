/** A lock file that names the process that uses a folder, and the server that it started there. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

export interface LockHolder {
  /** The process that took the lock. */
  readonly owner: number
  /** Its server, once it runs. */
  readonly server?: number
}

export interface FolderLock {
  /** Takes the lock if it is free. */
  take(holder: LockHolder): boolean
  /** Its holder; null = it is free. */
  read(): LockHolder | null
  /** Adds the server to a lock that we hold. */
  update(holder: LockHolder): void
  /** Removes the lock of a holder that is gone, unless another process has taken it over. */
  breakStale(holder: LockHolder): void
  release(): void
}

/** The file appears whole or not at all. */
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
