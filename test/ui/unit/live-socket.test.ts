/** The socket of the page: subscribes, resumes, notices silence. A clock of the test's own. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { liveSocket, RETRY_MS, SILENCE_MS, type SocketLike } from '../../../ui/data/live/live-socket.js'

interface Sent {
  readonly op: string
  readonly channels?: readonly string[]
  readonly from?: string
}

/** A relay that the test plays, with timers that run when it moves the clock. */
const setUp = () => {
  const sockets: (SocketLike & { sent: Sent[]; isClosed: boolean })[] = []
  const timers: { atMs: number; act: () => void }[] = []
  const seen = { nowMs: 0, states: [] as string[], ids: [] as (string | undefined)[] }
  const open = () => {
    const sent: Sent[] = []
    const socket = {
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      sent,
      isClosed: false,
      send: (text: string) => void sent.push(JSON.parse(text) as Sent),
      close: () => void (socket.isClosed = true),
    }
    sockets.push(socket)
    return socket
  }
  const later = (ms: number, then: () => void) => {
    const timer = { atMs: seen.nowMs + ms, act: then }
    timers.push(timer)
    return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1))
  }
  const end = liveSocket({
    channels: ['system', 'ledger'],
    open,
    later,
    onState: (state) => seen.states.at(-1) !== state && seen.states.push(state),
    onMessage: ({ id }) => seen.ids.push(id),
  })
  const pass = (ms: number) => {
    const until = seen.nowMs + ms
    for (;;) {
      const next = timers.filter(({ atMs }) => atMs <= until).sort((a, b) => a.atMs - b.atMs)[0]
      if (!next) break
      timers.splice(timers.indexOf(next), 1)
      seen.nowMs = next.atMs
      next.act()
    }
    seen.nowMs = until
  }
  const last = () => sockets.at(-1)!
  const say = (message: object) => last().onmessage?.({ data: JSON.stringify(message) })
  return { sockets, seen, pass, last, say, end, timers }
}

describe('the socket of the page', () => {
  test('a first connection asks for a snapshot of each channel, a later one for what came after its last id', () => {
    const { last, say, pass, seen } = setUp()
    last().onopen?.()
    expect(last().sent).toEqual([
      { op: 'subscribe', channels: ['system'] },
      { op: 'subscribe', channels: ['ledger'] },
    ])
    say({ op: 'snapshot', ch: 'system', seq: 1, id: '10-0', data: {} })
    say({ op: 'message', ch: 'system', seq: 2, id: '11-0', data: {} })
    last().onclose?.()
    expect(seen.states).toEqual(['live', 'polling'])
    pass(RETRY_MS.first)
    last().onopen?.()
    expect(last().sent).toEqual([
      { op: 'subscribe', channels: ['system'], from: '11-0' },
      { op: 'subscribe', channels: ['ledger'] },
    ])
  })

  test('a silent relay is left, also where the connection stays open', () => {
    const { last, say, pass, seen, sockets } = setUp()
    last().onopen?.()
    say({ op: 'snapshot', ch: 'system', seq: 1, id: '10-0', data: {} })
    pass(SILENCE_MS - 1)
    expect(seen.states).toEqual(['live'])
    expect(last().sent.filter(({ op }) => op === 'ping')).toHaveLength(2)
    pass(1)
    expect(sockets[0]?.isClosed).toBe(true)
    expect(seen.states).toEqual(['live', 'polling'])
    pass(RETRY_MS.first)
    expect(sockets).toHaveLength(2)
  })

  test('where nobody answers the waits grow to their limit', () => {
    const { last, pass, sockets, seen } = setUp()
    const waits = [0, 1, 2, 3, 4, 5].map(() => {
      const count = sockets.length
      const fromMs = seen.nowMs
      last().onclose?.()
      while (sockets.length === count) pass(100)
      return seen.nowMs - fromMs
    })
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 8000])
  })

  test('ended: no further connection, no timer', () => {
    const { last, end, timers, sockets, pass } = setUp()
    last().onopen?.()
    end()
    expect(timers).toEqual([])
    pass(60_000)
    expect(sockets).toHaveLength(1)
  })

  test('whatever the cuts: every message is seen once, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('publish', 'cut'), { maxLength: 60 }), (steps) => {
        const { last, say, pass, seen } = setUp()
        const log: string[] = []
        /** Sends what the subscription wants, as the relay does. */
        const resume = () => {
          last().onopen?.()
          const wanted = last().sent.find(({ channels }) => channels?.[0] === 'ledger')
          const from = wanted?.from === undefined ? log.length : log.indexOf(wanted.from) + 1
          if (wanted?.from === undefined) say({ op: 'snapshot', ch: 'ledger', id: 'start', data: [] })
          for (const id of log.slice(from)) say({ op: 'message', ch: 'ledger', id })
        }
        resume()
        for (const step of steps) {
          if (step === 'publish') {
            log.push(`${log.length}-0`)
            say({ op: 'message', ch: 'ledger', id: log.at(-1) })
          } else {
            last().onclose?.()
            log.push(`${log.length}-0`)
            pass(RETRY_MS.most)
            resume()
          }
        }
        expect(seen.ids.filter((id) => id !== 'start')).toEqual(log)
      }),
    )
  })
})
