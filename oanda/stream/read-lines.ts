/** JSON lines of an open stream, until it ends, breaks, falls silent or sends something unreadable. */
import type { Readable } from 'node:stream'
import type { Clock } from '../../lib/clock.js'
import { lineSplitter } from './line-splitter.js'
import { faultText } from '../client/open-request.js'
import { pause } from '../../lib/pause.js'

/** Lines that may wait for the reader; beyond that the connection is paused, so that nothing is lost. */
const WAITING_MAX = 1000

export interface ReadLinesOptions {
  readonly clock: Clock
  /** How long without a byte until the stream is dead, by the clock. */
  readonly silenceMs: number
  readonly signal: AbortSignal
}

/** Returns why the stream ended. */
export const readLines = async function* (
  body: Readable,
  { clock, silenceMs, signal }: ReadLinesOptions,
): AsyncGenerator<Readonly<Record<string, unknown>>, string> {
  const split = lineSplitter()
  let waiting: string[] = []
  let ended: string | null = null
  let wake = () => {}
  let heardMs = clock.monotonicMs()
  const over = new AbortController()

  const end = (why: string): void => {
    ended ??= why
    over.abort()
    wake()
  }
  const hear = (chunk: Uint8Array): void => {
    heardMs = clock.monotonicMs()
    const lines = split(chunk)
    if (!lines) return end('a line without end')
    waiting.push(...lines)
    if (waiting.length > WAITING_MAX) body.pause()
    wake()
  }
  const watch = async (): Promise<void> => {
    for (let leftMs = silenceMs; leftMs > 0; leftMs = heardMs + silenceMs - clock.monotonicMs()) {
      if (!(await pause(clock, leftMs, over.signal))) return
      // After a pause of the process what has arrived counts.
      await clock.yield()
      // While we pause the stream, its silence proves nothing.
      if (body.isPaused()) heardMs = clock.monotonicMs()
    }
    end(`${SILENT} ${silenceMs} ms`)
  }
  const abort = () => end('aborted')

  body.on('data', hear)
  body.on('end', () => end('ended by the broker'))
  body.on('error', (error) => end(faultText(error)))
  body.on('close', () => end('closed'))
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  void watch()
  try {
    for (;;) {
      const lines = waiting
      waiting = []
      for (const line of lines) {
        const value = parse(line)
        if (!value) return 'an unreadable line'
        yield value
      }
      if (lines.length > 0) continue
      if (ended !== null) return ended
      if (body.isPaused()) body.resume()
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  } finally {
    signal.removeEventListener('abort', abort)
    over.abort()
    body.destroy()
  }
}

const parse = (line: string): Readonly<Record<string, unknown>> | null => {
  try {
    const value = JSON.parse(line) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

const SILENT = 'silent for'

/** True for a break because nothing came. Such a stream may open again and stay mute: only a heartbeat proves that it lives. */
export const isSilence = (why: string | undefined): boolean => why?.startsWith(SILENT) ?? false
