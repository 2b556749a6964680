/** Values of the environment that stand in files, and the alias of the store's address. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { environment } from '../../../app/config/environment.js'

const folder = mkdtempSync(join(tmpdir(), 'sep-environment-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const inEnvironment = (values: { readonly [name: string]: string }) => {
  for (const name of ['SEP_STORE_URL', 'VALKEY_URL']) vi.stubEnv(name, undefined)
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value)
  return environment()
}

test.each(['OANDA_ENV', 'OANDA_ACCOUNT_ID', 'OANDA_REST_URL', 'OANDA_STREAM_URL', 'SEP_STORE_URL', 'SEP_STORE_BIN'])(
  '%s may stand in a file',
  (name) => {
    vi.stubEnv(name, undefined)
    expect(inEnvironment({ [`${name}_FILE`]: file(name, ' value\n') })[name]).toBe('value')
    expect(() => inEnvironment({ [name]: 'other', [`${name}_FILE`]: file(name, 'value') })).toThrow(
      `${name} and ${name}_FILE are both set`,
    )
    expect(() => inEnvironment({ [name]: '', [`${name}_FILE`]: join(folder, 'none') })).toThrow(
      `${name}_FILE=${join(folder, 'none')}: ENOENT: cannot be read`,
    )
  },
)

test('VALKEY_URL is another name of SEP_STORE_URL, also by file; two addresses are an error that shows neither', () => {
  expect(inEnvironment({ VALKEY_URL: 'redis://a:1' })['SEP_STORE_URL']).toBe('redis://a:1')
  vi.unstubAllEnvs()
  expect(inEnvironment({ VALKEY_URL_FILE: file('url', 'redis://b:1\n') })['SEP_STORE_URL']).toBe('redis://b:1')
  vi.unstubAllEnvs()
  expect(inEnvironment({ VALKEY_URL: 'redis://a:1', SEP_STORE_URL: 'redis://a:1' })['SEP_STORE_URL']).toBe(
    'redis://a:1',
  )
  const differ = () => inEnvironment({ VALKEY_URL: 'redis://:secret@a:1', SEP_STORE_URL: 'redis://b:1' })
  expect(differ).toThrow('SEP_STORE_URL and VALKEY_URL name the same setting and differ')
  expect(differ).not.toThrow('secret')
})

test('the token stays in its file: it is read with its checks', () => {
  expect(inEnvironment({ OANDA_TOKEN_FILE: 'token.txt' })).toMatchObject({ OANDA_TOKEN_FILE: 'token.txt' })
  expect(environment()['OANDA_TOKEN']).toBe(undefined)
})
