/** An operator that uses a clock, timer, random source, environment or local time zone is seen; the machine gets them back. */
import { describe, expect, test } from 'vitest'
import { bad, byStep, check, type Peak, peak } from './peak.js'

const loadedDate = Date

const AMBIENT: readonly (readonly [string, Peak])[] = [
  [
    'reads the wall clock',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = Date.now()
    }),
  ],
  [
    'makes a date of now',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = new Date().getTime()
    }),
  ],
  [
    'measures time',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = performance.now()
    }),
  ],
  [
    'measures time in nanoseconds',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = Number(process.hrtime.bigint())
    }),
  ],
  [
    'measures time in pairs',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = process.hrtime()[0]
    }),
  ],
  [
    'formats now',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = new Intl.DateTimeFormat().format().length
    }),
  ],
  [
    'formats now in parts',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = new Intl.DateTimeFormat().formatToParts().length
    }),
  ],
  [
    'reads a clock that its module took on load',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = loadedDate.now()
    }),
  ],
  [
    'reads the hour of now',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = new Date().getHours()
    }),
  ],
  [
    'reads an hour of the local time zone',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = new Date(0).getHours()
    }),
  ],
  [
    'reads the environment',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = Number(process.env['TZ'] === 'UTC')
    }),
  ],
  [
    'lists the environment',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = Object.keys(process.env).length
    }),
  ],
  [
    'makes an identifier',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = crypto.randomUUID().length
    }),
  ],
  [
    'asks for random bytes',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = crypto.getRandomValues(new Uint8Array(1))[0]!
    }),
  ],
  [
    'sets a timer',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = setImmediate(() => undefined).hasRef() ? 1 : 0
    }),
  ],
  [
    'reads the uptime',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = process.uptime()
    }),
  ],
  [
    'draws a number',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = Math.random()
    }),
  ],
  [
    'asks a clock and hides it',
    byStep(() => {
      try {
        Date.now()
      } catch {}
    }),
  ],
  [
    'asks the clock in init',
    bad({ init: (c, w, saved) => ({ ...peak.init(c, w, saved), count: Math.min(w.rows.length, Date.now()) }) }),
  ],
]

describe('no-ambient', () => {
  test.each(AMBIENT)('an operator that %s', (_what, op) => {
    expect(() => check(op)).toThrow(expect.objectContaining({ name: 'LawError', law: 'no-ambient' }))
  })

  test.each([
    [byStep(() => void Date.now()), 'it called Date.now; use event time (seed 1)'],
    [byStep(() => void process.hrtime.bigint()), 'it called process.hrtime.bigint; use event time (seed 1)'],
    [byStep(() => void Math.random()), 'it called Math.random; an operator uses no randomness (seed 1)'],
    [byStep(() => void process.env['HOME']), 'it read process.env.HOME; use config (seed 1)'],
    [
      bad({ init: (c, w) => (Object.assign(w.rows[0]!, { name: 'zz' }), peak.init(c, w)) }),
      'it changed its rows (seed 1)',
    ],
  ])('the error names what was used or changed: %#', (op, message) => {
    expect(() => check(op)).toThrow(message)
  })

  test('a date of a given time is arithmetic', () => {
    const format = new Intl.DateTimeFormat('en', { timeZone: 'UTC' })
    check(
      byStep((_s, _t, _i, output, from, to) => {
        for (let s = from; s < to; s++) output.mean[s] = new Date(0).getUTCHours() + format.format(0).length
      }),
    )
  })

  test('the machine has its clocks back afterwards, also after a broken law', () => {
    expect(() => check(byStep(() => void Date.now()))).toThrow()
    expect([Date.now() > 1e12, new Date().getTime() > 1e12, Math.random() < 1, performance.now() > 0]).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(new Date(0) instanceof Date).toBe(true)
    expect([
      typeof process.hrtime.bigint(),
      new Intl.DateTimeFormat().format().length > 0,
      process.env['PATH'],
    ]).toEqual(['bigint', true, expect.any(String)])
  })
})
