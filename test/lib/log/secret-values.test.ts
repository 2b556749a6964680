import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonLines } from '../../../lib/log/json-lines.js'
import { hideSecret, withoutSecrets } from '../../../lib/log/secret-values.js'

const secretText = fc
  .string({ minLength: 12, maxLength: 40, unit: 'binary-ascii' })
  .filter((text) => text.trim() !== '')

test('a secret that was read is in no text, in none of the forms that libraries write it in', () =>
  fc.assert(
    fc.property(secretText, fc.string(), fc.string(), (secret, before, after) => {
      hideSecret(secret)
      const bytes = Buffer.from(secret)
      for (const form of [
        secret,
        encodeURIComponent(secret),
        JSON.stringify({ header: secret }),
        bytes.toString('base64'),
        bytes.toString('base64url'),
        bytes.toString('hex'),
      ]) {
        const shown = withoutSecrets(`${before}${form}${after}`)
        expect(shown).not.toContain(secret)
        expect(shown).not.toContain(encodeURIComponent(secret))
        expect(shown).not.toContain(bytes.toString('base64').replace(/=+$/, ''))
        expect(shown).toContain('***')
      }
    }),
    { numRuns: 200 },
  ))

test('what is not secret stays, and a short text hides nothing', () => {
  hideSecret('')
  hideSecret('sep')
  expect(withoutSecrets('sep trades EUR_USD at 1.0842')).toBe('sep trades EUR_USD at 1.0842')
})

const linesOf = (...calls: readonly Parameters<ReturnType<typeof jsonLines>>[]) => {
  const lines: string[] = []
  const log = jsonLines({ base: { command: 'live', pid: 7 }, nowMs: () => 0, write: (text) => lines.push(text) })
  for (const call of calls) log(...call)
  return lines
}

test('a line is one JSON object with time, level, command, sentence and fields', () => {
  const fill = { event: 'fill', instrument: 'EUR_USD', units: 1000 }
  const lines = linesOf(
    ['started'],
    ['ALARM broker does not answer', 'error'],
    ['EUR_USD: fill', 'warn', fill],
    ['it ends', 'error'],
  )
  expect(lines.map((line) => [JSON.parse(line), line.endsWith('}\n'), line.split('\n').length])).toEqual(
    [
      { level: 'info', msg: 'started' },
      { level: 'error', msg: 'ALARM broker does not answer' },
      { level: 'warn', ...fill, msg: 'EUR_USD: fill' },
      { level: 'error', msg: 'it ends' },
    ].map((line) => [{ time: '1970-01-01T00:00:00.000Z', command: 'live', pid: 7, ...line }, true, 2]),
  )
})

test('fields that hold secrets are not shown, nor a known secret in any other', () => {
  hideSecret('canary-of-the-log-"7"')
  const [line = ''] = linesOf([
    'answer canary-of-the-log-"7"',
    'info',
    { token: 'a', request: { authorization: 'Bearer b', path: '/v3' }, header: 'x canary-of-the-log-"7" y' },
  ])
  expect(JSON.parse(line)).toMatchObject({
    ...{ msg: 'answer ***', token: '***', header: 'x *** y' },
    request: { authorization: '***', path: '/v3' },
  })
})

test('no text of others ends a line, starts another or turns its direction', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const [line = '', ...more] = linesOf([text])
      expect(more).toEqual([])
      expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      expect(JSON.parse(line)).toMatchObject({ level: 'info', command: 'live' })
    }),
  ))
