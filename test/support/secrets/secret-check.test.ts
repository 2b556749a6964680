/** The check over the output of child processes can fail. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { secretCheck } from './secret-check.js'

const folder = mkdtempSync(join(tmpdir(), 'sep-secrets-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const TOKEN = 'broker/+token-0123456789'
const tokens = file('tokens', `# of the desk\n${TOKEN} 101-001-1-001 faults\n`)
const channels = file(
  'channels.yaml',
  `channels: [{url: 'https://hooks.example/T0/hidden-path'}, {password: mail-password}]`,
)
const INTERFACE = `sep_${'a'.repeat(43)}`
const SHORT = 'seven77'
const basic = Buffer.from(`sep:${TOKEN}`).toString('base64')

type Case = readonly [args: readonly string[], env: Readonly<Record<string, string>>, printed: string, says: string]
const LEAKS: readonly Case[] = [
  [['--token-file', tokens], {}, `refused: Bearer ${TOKEN}`, '--token-file, in plain text'],
  [['--api-token-file', tokens], {}, TOKEN, '--api-token-file, in plain text'],
  [[`--token-file=${tokens}`], {}, encodeURIComponent(TOKEN), '--token-file, URL-encoded'],
  [['--token', TOKEN], {}, `Basic ${basic}`, '--token, in base64'],
  [[], { OANDA_TOKEN: TOKEN }, Buffer.from(TOKEN).toString('hex'), 'OANDA_TOKEN, in hexadecimal'],
  [[], { OANDA_TOKEN_FILE: tokens }, TOKEN, 'OANDA_TOKEN_FILE, in plain text'],
  [[], { SEP_STORE_URL_FILE: file('url', 'redis://u:p%2Fssword@h') }, 'p/ssword', 'SEP_STORE_URL_FILE, in plain text'],
  [['--store', 'redis://u:store-password@h:1'], {}, 'AUTH u store-password', 'the password of an address, in plain'],
  [['--notify', channels], {}, 'POST /T0/hidden-path', 'url in the file of --notify, in plain text'],
  [[], { SEP_NOTIFY_FILE: channels }, 'mail-password', 'password in the file of SEP_NOTIFY_FILE, in plain text'],
  [[], {}, `link: ${INTERFACE}`, 'a token of the interface'],
]
test.each(LEAKS)('%j with %j', (args, env, printed, message) => {
  const check = secretCheck('sep live', args, env)
  // Cut in two, as a pipe may cut it.
  const pieces = [`running\n${printed.slice(0, 5)}`, `${printed.slice(5)}\n`]
  const leak = () => {
    for (const piece of pieces) check(piece)
  }
  expect(leak).toThrow(message)
  expect(leak).not.toThrow(TOKEN)
})

test.each([
  ['a short value', ['--token', SHORT], SHORT],
  ['what is no secret', ['--token-file', tokens], `${tokens} 101-001-1-001 faults`],
])('%s passes', (_, args, printed) => {
  expect(() => secretCheck('sep live', args, {})(printed)).not.toThrow()
})

test('a token that is printed on purpose passes, another secret does not', () => {
  const check = secretCheck('sep token', ['--token-file', tokens], {}, 'token')
  expect(() => check(INTERFACE)).not.toThrow()
  expect(() => check(TOKEN)).toThrow('--token-file, in plain text')
})
