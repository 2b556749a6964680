/**
 * The results of a folder: one record a line, `CRC-32 resultHash [lines of trials.ndjson]`, only ever appended. A torn line, a doubled one
 * and one of another process do no harm: a record counts if its sum is right, and equal hashes are equal results.
 */
import { closeSync, openSync, readSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { TrialLine } from '../../../model/trial-line.js'
import { appendLines } from './append-lines.js'
import { scanLines } from './scan-lines.js'

const NAME = 'results.log'
const SUM_CHARS = 8
const HASH_CHARS = 64
/** `sum hash ` */
const HEAD_CHARS = SUM_CHARS + 1 + HASH_CHARS + 1

export interface ResultsLog {
  readonly path: string
  has(resultHash: string): boolean
  /** How many results there are. */
  size(): number
  /** The lines of a result that is there. */
  read(resultHash: string): readonly TrialLine[]
  /** Durable when it returns. All lines of a result share its hash. */
  append(results: readonly (readonly TrialLine[])[]): void
  close(): void
}

/** `fresh`: what the folder holds is discarded. */
export const openResults = (folder: string, { fresh = false }: { readonly fresh?: boolean } = {}): ResultsLog => {
  const path = join(folder, NAME)
  if (fresh) rmSync(path, { force: true })
  const places = new Map<string, { readonly offset: number; readonly bytes: number }>()
  const file = appendLines(path, 'results')
  const reader = openSync(path, 'r')
  let scanned = 0
  const scan = () => {
    scanned = scanLines(path, scanned, ({ text, offset, bytes }) => {
      const hash = hashOf(text)
      if (hash !== null) places.set(hash, { offset, bytes })
    })
  }
  scan()
  return {
    path,
    has: (hash) => places.has(hash),
    size: () => places.size,
    read: (hash) => {
      const { offset, bytes } = places.get(hash)!
      const buffer = Buffer.alloc(bytes)
      readSync(reader, buffer, 0, bytes, offset)
      return JSON.parse(buffer.toString('utf8', HEAD_CHARS)) as readonly TrialLine[]
    },
    append: (results) => {
      file.append(results.map(recordOf))
      scan()
    },
    close: () => {
      file.close()
      closeSync(reader)
    },
  }
}

const recordOf = (lines: readonly TrialLine[]): string => {
  const body = `${lines[0]!.resultHash} ${JSON.stringify(lines)}`
  return `${sumOf(body)} ${body}`
}

/** Null for a line that is not whole. */
const hashOf = (text: string): string | null => {
  const body = text.slice(SUM_CHARS + 1)
  return text.length > HEAD_CHARS && text[SUM_CHARS] === ' ' && text.startsWith(sumOf(body))
    ? body.slice(0, HASH_CHARS)
    : null
}

const sumOf = (body: string): string => crc32(body).toString(16).padStart(SUM_CHARS, '0')
