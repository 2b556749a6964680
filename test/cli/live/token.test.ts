import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { digestOf } from '../../../api/auth/secret.js'
import { addToken } from '../../../cli/live/token.js'
import { runCli } from '../../support/run-cli.js'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sep-tokens-'))
  file = join(folder, 'tokens')
})
afterEach(() => rmSync(folder, { recursive: true }))

const token = async (...args: string[]) => {
  const { out, error } = await runCli(addToken, ['token', ...args, '--token-file', file])
  return error === undefined ? out : (error as Error).message
}
const json = async (...args: string[]) => JSON.parse(await token(...args, '--json')) as Record<string, string>

test('a new token: its secret once, its digest in a file of its owner alone', async () => {
  const { secret, ...rest } = await json('new', 'grafana', '--scope', 'read')
  expect(rest).toEqual({ name: 'grafana', scope: 'read' })
  expect(secret).toMatch(/^sep_[\w-]{43}$/)
  const kept = readFileSync(file, 'utf8')
  expect(kept).not.toContain(secret)
  expect(kept).toContain(digestOf(secret as string))
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
  expect(await token('new', 'desk', '--scope', 'admin')).toMatch(/^sep_[\w-]{43}\n$/)
})

test('list, revoke, and the same name again', async () => {
  await token('new', 'desk', '--scope', 'control', '--expires', '2999-01-01')
  expect(await token('list')).toMatch(/^desk {2}control {2}created \S+ {2}expires 2999-01-01T00:00:00.000Z\n$/)
  expect(await token('new', 'desk', '--scope', 'read')).toMatch(
    /has a token desk; revoke it first, or choose another name$/,
  )
  expect(await token('revoke', 'desk')).toBe('desk is revoked\n')
  expect(await json('list')).toEqual({ tokens: [] })
  expect(await token('revoke', 'desk')).toMatch(/has no token or link desk$/)
  expect(await json('new', 'desk', '--scope', 'read')).toMatchObject({ scope: 'read' })
})

test('a login link', async () => {
  const { url, name } = await json('link', '--url', 'https://sep.example/base')
  expect([name, url]).toEqual(['browser', expect.stringMatching(/^https:\/\/sep\.example\/login\?code=sep_[\w-]{43}$/)])
  expect(readFileSync(file, 'utf8')).not.toContain(new URL(url as string).searchParams.get('code'))
})

test.each([
  [['new', 'a b', '--scope', 'read'], /^a b: a name has 1 to 64 letters, digits and _ \. -$/],
  [['new', 'a', '--scope', 'read', '--expires', '2001-01-01'], /^--expires 2001-01-01T00:00:00.000Z is past$/],
  [['link', '--url', 'sep.example'], /^--url sep\.example: write one like http:/],
  [['list'], /ENOENT: the tokens cannot be read$/],
])('%j is refused in one line', async (args, text) => {
  expect(await token(...args)).toMatch(text)
})

test('a file that others may read is not used', async () => {
  await token('new', 'desk', '--scope', 'control')
  chmodSync(file, 0o644)
  expect(await token('list')).toMatch(/mode 644 lets others read it; chmod 600 makes it yours alone$/)
  expect(await token('new', 'other', '--scope', 'read')).toMatch(/mode 644/)
})
