/** The demo sends what its page shows, and its days at 17:00 New York. */
import { expect, test } from 'vitest'
import { sepProgram } from '../../../app/config/graph-program.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { demo } from '../../../deploy/demo.js'
import { EAGER } from '../../support/sep-run.js'
import { until } from '../../support/until.js'
import { OK, receiver } from './notify-bench.js'

const EVENTS = ['orders', 'fills', 'exits', 'alarms', 'mode', 'summary']
const WAIT_MS = 120_000

test('orders, fills, exits, days; its address is in no line', async () => {
  const own = await receiver()
  own.server.otherwise = OK
  const stop = new AbortController()
  const program = sepProgram(resolveSettings({ profile: 'demo', set: [...EAGER, 'run.pairs=EUR_USD,GBP_USD'] }))
  const lines: string[] = []
  const ended = demo({
    ...{ program, seed: 1, speed: 20_000, port: 0, host: '127.0.0.1', days: 2, signal: stop.signal },
    notify: [own.channel({ events: EVENTS, severity: 'info', perMinute: 60 })],
    log: (line) => void lines.push(line),
  })
  const notices = () => own.got().flatMap((message) => message.notices)
  const seen = (kind: string, text: RegExp) =>
    until(`${kind} ${text}`, WAIT_MS, () => notices().find((one) => one.kind === kind && text.test(one.title)))
  await seen('orders', /^order (EUR|GBP)_USD: (buy|sell) \d+ \(entry\)/)
  await seen('fills', /^fill (EUR|GBP)_USD: /)
  await seen('exits', /^exit (EUR|GBP)_USD: .*P&L/)
  const day = await seen('summary', /^day 20\d\d-\d\d-\d\d: NAV \d+\.\d\d USD, P&L [+-]\d/)
  expect(day.text).toMatch(/^trades closed: \d+.*\nrealised [+-]\d.*costs in it \d/)
  stop.abort()
  await ended
  expect(lines.join('\n')).not.toContain('hidden')
  expect(lines.filter((line) => line.startsWith('notifications'))).toEqual([])
  await own.server.close()
})
