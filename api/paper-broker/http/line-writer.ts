/** Writes the lines of one stream, each in a single write unless a fault applies. */
import type { ServerResponse } from 'node:http'
import type { Clock } from '../../../lib/clock.js'
import type { Faults } from '../faults/faults.js'

export interface LineWriter {
  /** `label` is the line's name in fault rules. */
  write(label: string, text: string): void
  readonly ended: boolean
  /** Aborts when the stream ends. */
  readonly signal: AbortSignal
  end(): void
}

/** Backlog at which a slow reader is disconnected. */
const MOST_WAITING_BYTES = 1 << 20

export const lineWriter = (response: ServerResponse, faults: Faults, clock: Clock): LineWriter => {
  const ending = new AbortController()
  let ended = false
  let joined = ''
  let silentUntilMs = Number.NEGATIVE_INFINITY
  /** Lines held back behind a split line; null = none. */
  let held: string[] | null = null
  const end = (): void => {
    if (ended) return
    ended = true
    response.destroy()
  }
  response.on('close', () => {
    ended = true
    ending.abort()
  })
  const send = (text: string): void => {
    if (ended) return
    if (held) held.push(text)
    else response.write(text)
    if (response.writableLength > MOST_WAITING_BYTES) end()
  }
  /** Sends the first `now` characters at once and the rest after `ms`. */
  const split = (line: string, now: number, ms: number): void => {
    if (now > 0) send(line.slice(0, now))
    held = [...(held ?? []), line.slice(now)]
    void clock.sleep(ms).then(() => {
      const rest = held?.join('') ?? ''
      held = null
      send(rest)
    })
  }
  return {
    get ended() {
      return ended
    },
    signal: ending.signal,
    end,
    write: (label, text) => {
      if (ended || clock.nowMs() < silentUntilMs) return
      const line = `${joined}${text}\n`
      const fault = faults.ofLine(label)
      joined = ''
      if (!fault) send(line)
      else if (fault.kind === 'split') split(line, Math.ceil(line.length / 2), fault.ms)
      else if (fault.kind === 'lag') split(line, 0, fault.ms)
      else if (fault.kind === 'bare') send(line.replace(/"lastTransactionID":"\d+",/, ''))
      else if (fault.kind === 'join') joined = line
      else if (fault.kind === 'stall') silentUntilMs = clock.nowMs() + fault.ms
      else if (fault.kind === 'cut') end()
      else if (fault.kind === 'half') {
        response.write(line.slice(0, Math.ceil(line.length / 2)), end)
      }
    },
  }
}
