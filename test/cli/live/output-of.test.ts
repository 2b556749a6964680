/** What `sep live` prints: lines for a reader, or with --json one object each; --quiet leaves out what only goes on. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { outputOf } from '../../../cli/live/output-of.js'

let printed = { out: '', err: '' }
beforeEach(() => {
  printed = { out: '', err: '' }
  const into = (stream: 'out' | 'err') => (text: string | Uint8Array) => {
    printed[stream] += String(text)
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(into('out'))
  vi.spyOn(process.stderr, 'write').mockImplementation(into('err'))
})
afterEach(() => vi.restoreAllMocks())

const play = (flags: { json: boolean; quiet: boolean }) => {
  const { log, onEvent, onListening } = outputOf(flags)
  log('ALARM broker no answer')
  onEvent({ event: 'mode', tsMs: 0, killSwitch: false, paused: false })
  onListening('http://localhost:8000')
  vi.restoreAllMocks()
  return printed
}

test('lines on standard error', () => {
  expect(play({ json: false, quiet: false })).toEqual({
    out: '',
    err:
      'sep: ALARM broker no answer\n' +
      'sep: 1970-01-01T00:00:00Z mode: trading, kill switch off\n' +
      'sep: http://localhost:8000/ready shows whether it trades; ^C ends it\n',
  })
})

test('--quiet keeps alarms', () => {
  expect(
    play({ json: false, quiet: true })
      .err.split('\n')
      .map((line) => line.slice(0, 10)),
  ).toEqual(['sep: ALARM', 'sep: http:', ''])
})

test('--json: one object a line on standard output', () => {
  const { out, err } = play({ json: true, quiet: false })
  expect(err).toBe('')
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines.map(({ event, text, killSwitch, url }) => [event, text ?? killSwitch ?? url])).toEqual([
    ['log', 'ALARM broker no answer'],
    ['mode', false],
    ['listening', 'http://localhost:8000'],
  ])
  expect(lines.every(({ time }) => typeof time === 'string')).toBe(true)
})
