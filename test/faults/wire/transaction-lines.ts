/** The broker's transaction stream as a connection: lines in order, cut anywhere, lost or repeated, silent at times, broken off. */
import { Readable } from 'node:stream'
import type { Fault, HttpRequest, Opened } from '../../../oanda/client/open-request.js'
import type { Machine } from '../machine.js'
import type { NetworkInputs } from './network-inputs.js'
import { noReply } from './opened-reply.js'
import { rfc3339 } from './ledger-trade.js'

const BEAT_MS = 5000

export const transactionLines = async (
  { timeline, random, ledger, rates }: NetworkInputs,
  machine: Machine,
  { signal }: HttpRequest,
): Promise<Opened | Fault> => {
  await new Promise<void>((resolve) => machine.after(random.between(1, 60), resolve))
  if (random.chance(rates().connectFails)) return noReply(false, 'ECONNREFUSED')
  if (signal.aborted) return noReply(true, String(signal.reason))
  const body = new Readable({ read: () => {} })
  // Its reader gets the error too; without this listener one that comes before the reader would end the run.
  body.on('error', () => {})
  const isOpen = () => machine.alive() && !body.destroyed
  let lastMs = 0
  const push = (text: string): void => {
    lastMs = Math.max(lastMs, timeline.now() + random.between(1, 60))
    const at = random.int(0, text.length)
    for (const part of [text.slice(0, at), text.slice(at)])
      if (part !== '') machine.after(lastMs - timeline.now(), () => isOpen() && body.push(part))
  }
  const hangUp = (): void => {
    body.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
  }
  ledger.onTransaction(({ raw }) => {
    if (!isOpen()) return
    const r = rates()
    // A line that is lost, or the connection with it.
    if (random.chance(r.streamDrop)) return random.chance(0.5) ? hangUp() : undefined
    const line = `${JSON.stringify(raw)}\n`
    push(random.chance(r.streamTwice) ? line.repeat(2) : line)
  })
  const beat = (): void => {
    if (!isOpen()) return
    const lastTransactionID = String(ledger.transactions.length)
    if (!random.chance(rates().streamDrop))
      push(`${JSON.stringify({ type: 'HEARTBEAT', lastTransactionID, time: rfc3339(timeline.wall()) })}\n`)
    machine.after(BEAT_MS, beat)
  }
  machine.after(BEAT_MS, beat)
  return { ok: true, status: 200, headers: {}, body }
}
