/** What a channel has to send, as a pure function: whatever happens in between, each alarm comes first once, then at its pace. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NotifiedAlarm } from '../../../app/notify/alarm-notices.js'
import { dueNotices, lookedAt, newChannelState, type NotifyView } from '../../../app/notify/due-notices.js'
import type { NotifyChannel } from '../../../sinks/notify/channel.js'
import type { NotifyState } from '../../../store/notify/notify-state.js'

const MINUTE = 60_000
const T0 = Date.UTC(2026, 2, 3)
const wishes: Pick<NotifyChannel, 'name' | 'events' | 'severity' | 'remindMinutes'> = {
  ...{ name: 'desk', events: ['alarms', 'fills'], severity: 'info', remindMinutes: 30 },
}
const alarm = (n: number, more: Partial<NotifiedAlarm> = {}): NotifiedAlarm => ({
  ...{ id: `${T0 + n}-0`, code: 'order', severity: 'critical', text: `alarm ${n}`, count: 1, acknowledgedBy: null },
  ...{ startMs: T0 + n, endMs: T0 + n },
  ...more,
})
const viewOf = (alarms: readonly NotifiedAlarm[], more: Partial<NotifyView> = {}): NotifyView => ({
  ...{ alarms, pages: new Map(), summary: null },
  ...more,
})
const fresh = newChannelState({ alarms: [], summary: null }, { fills: '0-0' }, wishes, T0)

/** Looks, and sends all that is due; returns the ids. */
const sendAll = (state: NotifyState, view: NotifyView, nowMs: number) => {
  const looked = lookedAt(state, view, wishes)
  const due = dueNotices(looked, view, wishes, nowMs)
  return {
    ids: due.map(({ notice }) => notice.id),
    state: due.reduce((now, { sent }) => sent(now, nowMs), looked),
  }
}

describe('reminders', () => {
  test('of several alarms come together', () => {
    const alarms = [alarm(1), alarm(2), alarm(3)]
    const one = sendAll(fresh, viewOf(alarms.slice(0, 1)), T0)
    const two = sendAll(one.state, viewOf(alarms.slice(0, 2)), T0 + 10 * MINUTE)
    const three = sendAll(two.state, viewOf(alarms), T0 + 25 * MINUTE)
    expect(three.ids).toEqual([alarms[2]!.id])
    const first = sendAll(three.state, viewOf(alarms), T0 + 30 * MINUTE)
    expect(first.ids).toEqual([`${alarms[0]!.id}.1`, `${alarms[1]!.id}.1`])
    expect(sendAll(first.state, viewOf(alarms), T0 + 54 * MINUTE).ids).toEqual([])
    expect(sendAll(first.state, viewOf(alarms), T0 + 55 * MINUTE).ids).toEqual([
      ...[`${alarms[0]!.id}.2`, `${alarms[1]!.id}.2`, `${alarms[2]!.id}.1`],
    ])
  })

  test('what is only worth knowing is sent once', () => {
    const view = viewOf([alarm(1, { severity: 'info' })])
    const { state } = sendAll(fresh, view, T0)
    expect(sendAll(state, view, T0 + 100 * MINUTE).ids).toEqual([])
  })

  test('of a thousand alarms that nobody acknowledges the newest 500 are kept', () => {
    const view = viewOf(Array.from({ length: 1000 }, (_, n) => alarm(n + 1)))
    const { state } = sendAll(fresh, view, T0)
    const { ids, state: after } = sendAll(state, view, T0 + 1000)
    expect(ids).toEqual([])
    expect(Object.keys(after.alarms)).toHaveLength(500)
    expect(sendAll(after, view, T0 + 30 * MINUTE).ids).toHaveLength(500)
  })
})

test('a channel that gets no fills passes them; one that does takes them one by one', () => {
  const notice = { id: 'f', kind: 'fills', severity: 'info', tsMs: T0, title: 'fill', text: '' } as const
  const items = [1, 2, 3].map((n) => ({ id: `${n}-0`, notice: n === 2 ? null : { ...notice, id: `f${n}` } }))
  const view = viewOf([], { pages: new Map([['fills', { items, last: '3-0' }]]) })
  const looked = lookedAt(fresh, view, wishes)
  const [first, second] = dueNotices(looked, view, wishes, T0)
  expect(looked.cursors).toEqual({ fills: '0-0' })
  expect(first!.sent(looked, T0).cursors).toEqual({ fills: '1-0' })
  expect(second!.notice.id).toBe('f3')
  expect(lookedAt(fresh, view, { ...wishes, events: ['alarms'] }).cursors).toEqual({ fills: '3-0' })
})

/** What may happen between two looks; numbers choose an alarm. */
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('raise' as const), severity: fc.constantFrom('info', 'warning', 'critical') }),
    fc.record({ kind: fc.constantFrom('end', 'acknowledge') as fc.Arbitrary<'end' | 'acknowledge'>, at: fc.nat(9) }),
    fc.record({ kind: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 50 }) }),
    fc.record({ kind: fc.constantFrom('look', 'die') as fc.Arbitrary<'look' | 'die'> }),
  ),
  { maxLength: 60 },
)

test('property: first itself, then its reminders in order; none after the acknowledgement; none is missed', () => {
  fc.assert(
    fc.property(steps, (made) => {
      const alarms: NotifiedAlarm[] = []
      const sent: { readonly id: string; readonly tsMs: number }[] = []
      const silent = new Set<string>()
      let [state, nowMs] = [fresh, T0]
      const look = (survives: boolean) => {
        const view = viewOf(alarms)
        const { ids, state: after } = sendAll(state, view, nowMs)
        for (const id of ids) sent.push({ id, tsMs: nowMs })
        for (const id of ids) expect(silent.has(id.replace(/\.\w+$/, ''))).toBe(false)
        // What a process sent and could not note is sent again by the next one.
        if (survives) state = after
      }
      for (const step of made) {
        const chosen = 'at' in step ? alarms[step.at] : undefined
        if (step.kind === 'raise')
          alarms.push(alarm(alarms.length + 1, { severity: step.severity as NotifiedAlarm['severity'], endMs: null }))
        else if (step.kind === 'pass') nowMs += step.minutes * MINUTE
        else if (step.kind === 'look' || step.kind === 'die') look(step.kind === 'look')
        else if (chosen && 'at' in step && step.kind === 'end')
          alarms[step.at] = { ...chosen, endMs: chosen.endMs ?? nowMs }
        else if (chosen && 'at' in step) {
          alarms[step.at] = { ...chosen, acknowledgedBy: 'anna' }
          silent.add(chosen.id)
        }
      }
      // Its end comes first where both are due; a second later the reminder does.
      look(true)
      look(true)
      for (const { id, acknowledgedBy, severity } of alarms) {
        const own = sent.filter((one) => one.id === id || one.id.startsWith(`${id}.`))
        if (acknowledgedBy === null) expect(own[0]?.id).toBe(id)
        const reminders = own.filter((one) => /\.\d+$/.test(one.id.slice(id.length)))
        if (severity === 'info') expect(reminders).toEqual([])
        const numbers = reminders.map((one) => Number(one.id.slice(id.length + 1)))
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
        const last = own.filter((one) => !one.id.endsWith('.over')).at(-1)
        // Never silent for longer than the pace of its reminders.
        if (acknowledgedBy === null && severity !== 'info') expect(nowMs - last!.tsMs).toBeLessThan(30 * MINUTE)
      }
    }),
    { numRuns: 300 },
  )
})
