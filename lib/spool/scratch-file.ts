/** A file without a name: what a process writes to it is gone with the process, however that ends. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeFolder } from '../make-folder.js'

export interface ScratchFile {
  /** Bytes written so far. */
  size(): number
  append(bytes: Uint8Array): void
  /** Fills `bytes` from the position, which the file has. */
  read(bytes: Uint8Array, position: number): void
  close(): void
}

/** In `folder`, which is made; where it cannot be written, among the system's temporary files. */
export const scratchFile = (folder: string): ScratchFile => {
  const file = openIn(folder) ?? (openIn(tmpdir()) as number)
  let size = 0
  return {
    size: () => size,
    append: (bytes) => {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, size + at)
      size += bytes.length
    },
    read: (bytes, position) => {
      for (let at = 0; at < bytes.length; ) at += readSync(file, bytes, at, bytes.length - at, position + at)
    },
    close: () => closeSync(file),
  }
}

const openIn = (folder: string): number | null => {
  try {
    makeFolder(folder)
    const own = mkdtempSync(join(folder, '.sep-scratch-'))
    const file = openSync(join(own, 'file'), 'wx+', 0o600)
    rmSync(own, { recursive: true })
    return file
  } catch (error) {
    if (folder === tmpdir()) throw error
    return null
  }
}
