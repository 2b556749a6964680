/** Clients of the relay bench: `URL COUNT read|stall`. Sends `ready`, then on a message the figures of what was received. */
import { WebSocket } from 'ws'
import type { ClientFigures } from './relay.js'

const [url, count, how] = process.argv.slice(2) as [string, string, 'read' | 'stall']
const AT_ONCE = 100

const times: number[] = []
const tally = { received: 0, holes: 0 }

const open = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    let seq = 0
    socket.on('error', reject)
    socket.on('open', () => socket.send('{"op":"subscribe","channels":["market"]}'))
    socket.on('message', (bytes: Buffer) => {
      const nowMs = performance.timeOrigin + performance.now()
      const text = bytes.toString()
      const next = Number(/"seq":(\d+)/.exec(text)?.[1])
      if (next !== seq + 1) tally.holes++
      seq = next
      const sentMs = Number(/"sentMs":([\d.]+)/.exec(text)?.[1])
      if (text.includes('"op":"snapshot"')) {
        if (how === 'stall') socket.pause()
        return resolve()
      }
      tally.received++
      times.push(nowMs - sentMs)
    })
  })

process.on('message', () => {
  times.sort((a, b) => a - b)
  const at = (share: number) => Math.round(times[Math.floor(times.length * share)]! * 100) / 100
  const figures: ClientFigures = { ...tally, p50Ms: at(0.5), p99Ms: at(0.99) }
  process.send?.(figures)
})

for (let n = 0; n < Number(count); n += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, open))
process.send?.('ready')
