/** Pages of the ledger of trials. The file only grows: places of lines are kept, and only the lines of a page are parsed. */
import { closeSync, openSync, readSync } from 'node:fs'
import type { z } from 'zod'
import type { trialEntrySchema } from '../../../api/contract/sweeps.js'
import type { SweepReads } from '../../../api/model/research/research-reads.js'
import { streamId } from '../../../store/stream-id.js'
import { type LedgerLine, ledgerLine } from '../../trials/ledger/ledger-line.js'
import { followLines } from '../../trials/results/follow-lines.js'

type Entry = z.output<typeof trialEntrySchema>

export const trialLedgerReads = (file: string): SweepReads['trialLedger'] => {
  const lines: { readonly offset: number; readonly bytes: number }[] = []
  const configurations = new Set<string>()
  const results = new Set<string>()
  const counts = { openings: 0, holdouts: 0 }
  const scan = followLines(file, ({ text, offset, bytes }) => {
    const kind = /^\{"t":"(trial|opening|holdout)"/.exec(text)?.[1]
    if (kind === undefined) return
    lines.push({ offset, bytes })
    if (kind === 'opening') counts.openings++
    if (kind === 'holdout') counts.holdouts++
    if (kind !== 'trial') return
    results.add(hashIn(text, 'resultHash'))
    configurations.add(hashIn(text, 'configHash'))
  })
  return async (limit, cursor) => {
    await scan()
    // A cursor is the number of older lines: what is added later does not move it.
    const end = cursor === undefined ? lines.length : Math.min(lines.length, streamId(cursor)[1])
    const from = Math.max(0, end - limit)
    const items = lines.length === 0 ? [] : readLines(file, lines.slice(from, end)).toReversed()
    const total = { trials: results.size, configurations: configurations.size, ...counts }
    return { items, cursor: from > 0 ? `0-${from}` : null, total, sentence: sentenceOf(total) }
  }
}

const hashIn = (text: string, name: string): string => {
  const at = text.indexOf(`"${name}":"`)
  return at < 0 ? '' : text.slice(at + name.length + 4, at + name.length + 4 + HASH_CHARS)
}
const HASH_CHARS = 64

const readLines = (file: string, places: readonly { readonly offset: number; readonly bytes: number }[]): Entry[] => {
  const handle = openSync(file, 'r')
  try {
    return places.flatMap(({ offset, bytes }) => {
      const buffer = Buffer.alloc(bytes)
      readSync(handle, buffer, 0, bytes, offset)
      const line = lineOf(buffer.toString('utf8'))
      return line ? [entryOf(line)] : []
    })
  } finally {
    closeSync(handle)
  }
}

const lineOf = (text: string): LedgerLine | null => {
  try {
    return ledgerLine.parse(JSON.parse(text))
  } catch {
    return null
  }
}

const entryOf = (line: LedgerLine): Entry => {
  const ms = Date.parse(line.time)
  return {
    kind: line.t,
    timeMs: Number.isFinite(ms) ? ms : null,
    family: line.family,
    instruments: line.instruments,
    from: line.from,
    to: line.to,
    configHash: line.t === 'opening' ? null : line.configHash,
    sweep: line.t === 'trial' ? null : line.sweep,
    params: line.t === 'trial' ? line.params : null,
    trades: line.t === 'opening' ? null : line.trades,
    meanBps: line.t === 'opening' ? null : line.meanBps,
    sharpe: line.t === 'trial' ? line.sharpe : null,
  }
}

interface Total {
  readonly trials: number
  readonly configurations: number
  readonly openings: number
  readonly holdouts: number
}
const sentenceOf = ({ trials, configurations, openings, holdouts }: Total): string =>
  trials === 0
    ? 'Nothing has been tried yet.'
    : `${count(configurations, 'configuration')} in ${count(trials, 'trial')}, looked at ${count(openings, 'time')}` +
      `${holdouts === 0 ? '' : `, ${count(holdouts, 'hold-out')} opened`}: every verdict counts them all.`

const count = (n: number, what: string): string => `${n.toLocaleString('en-US')} ${what}${n === 1 ? '' : 's'}`
