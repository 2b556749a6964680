import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type StoreServer, storeAddress } from '../../store/address.js'

const server = (text: string): StoreServer => {
  const address = storeAddress(text)
  if (address.kind !== 'server') throw new Error('a path')
  return address
}
const refusal = (text: string): string => {
  try {
    storeAddress(text)
  } catch (error) {
    expect(error).toMatchObject({ code: 'bad-config' })
    return (error as Error).message
  }
  throw new Error(`${text} was taken`)
}

test.each<[text: string, expected: Partial<StoreServer>]>([
  ['redis://localhost', { host: 'localhost', port: 6379, tls: false, database: 0, username: '', password: '' }],
  ['redis://localhost/', { database: 0, shown: 'redis://localhost:6379' }],
  ['redis://10.0.0.1:7000/2', { host: '10.0.0.1', port: 7000, database: 2, shown: 'redis://10.0.0.1:7000/2' }],
  ['redis://h/99', { database: 99, shown: 'redis://h:6379/99' }],
  ['redis://[::1]:7000/3', { host: '::1', port: 7000, shown: 'redis://[::1]:7000/3' }],
  ['valkeys://h', { tls: true }],
  ['rediss://h', { tls: true }],
  ['valkey://h', { tls: false }],
  ['redis://:secret@h', { username: '', password: 'secret', shown: 'redis://h:6379' }],
  ['redis://anna:secret@h', { username: 'anna', password: 'secret', host: 'h' }],
  ['redis://anna@h', { username: 'anna', password: '', host: 'h' }],
  ['redis://:p@ss@h:1', { password: 'p@ss', host: 'h', port: 1 }],
  ['redis://:a:b@h', { password: 'a:b', host: 'h' }],
  ['redis://:pa%2Fss%23%25%3F%40@h', { password: 'pa/ss#%?@' }],
])('%s', (text, expected) => {
  expect(server(text)).toMatchObject(expected)
})

test.each(['/run/valkey.sock', 'unix:///run/valkey.sock', './store.sock', 'a@b/store.sock'])('%s is a path', (text) => {
  expect(storeAddress(text)).toMatchObject({ kind: 'socket', path: text.replace('unix://', '') })
})

test.each([
  ['redis://h/mydb', 'its database must be a whole number from 0'],
  ['redis://h/-1', 'its database -1 must be a whole number from 0'],
  ['redis://h/1.5', 'its database must be a whole number from 0'],
  ['redis://h/1/2', 'its database must be a whole number from 0'],
  ['redis://h:99999', 'its port is 99999; it must be a whole number from 1 to 65535'],
  ['redis://h:0', 'its port must be a whole number from 1 to 65535'],
  ['redis://h:', 'its port must be'],
  ['redis://h:6379x', 'its port must be'],
  ['redis://', 'has no host'],
  ['redis://:6379', 'has no host'],
  ['redis://h?db=3', 'takes no options after ? or #'],
  ['redis://h/2#x', 'takes no options after ? or #'],
  ['redis://h /2', 'has a blank or a control character'],
  ['http://h', 'starts with redis://, rediss://, valkey://, valkeys:// or is a path; it has http://'],
  ['', 'is empty'],
])('%s is refused: %s', (text, why) => {
  expect(refusal(text)).toContain(why)
})

test.each([
  'redis://:secret%@127.0.0.1:6379',
  'redis://:secret%zz@127.0.0.1:6379',
  'redis://:secret#ss@127.0.0.1:6379',
  'redis://:secret/ss@127.0.0.1:6379',
  'redis://:secret?ss@127.0.0.1:6379/2',
  'redis://:0/secret@127.0.0.1:6379',
])('%s is refused with what to write instead, without the password', (text) => {
  const message = refusal(text)
  expect(message).toContain('percent-encode the password')
  expect(message).not.toContain('secret')
})

test.each([
  'redis://:secret',
  'redis://anna:secret/2',
  ':secret@h:6379',
  'anna:sec/secret@h:6379/1',
  'http://:secret@h',
])('%s is refused without the password', (text) => {
  expect(refusal(text)).not.toContain('secret')
})

test('any password and any user come back from their encoded form, and none is shown', () => {
  const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(word, word, fc.integer({ min: 1, max: 65_535 }), fc.nat(15), (username, password, port, database) => {
      const user = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`
      const shown = `redis://h:${port}${database === 0 ? '' : `/${database}`}`
      expect(storeAddress(`redis://${user}@h:${port}/${database}`)).toEqual({
        ...{ kind: 'server', host: 'h', port, tls: false, username, password, database, shown },
      })
    }),
  )
})

test('no text shows what stands before its last @', () => {
  const mark = 'zQx7'
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), fc.string({ unit: 'grapheme-ascii' }), (before, after) => {
      for (const scheme of ['redis://', 'rediss://', '']) {
        const text = `${scheme}:${before}${mark}${after}@h:1/2`
        const shown = ((): string => {
          try {
            return storeAddress(text).shown
          } catch (error) {
            return (error as Error).message
          }
        })()
        expect(shown).not.toContain(mark)
      }
    }),
  )
})
