/** What a command prints for an error: one line for what the system refuses, a stack trace for a bug alone. */
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { EXIT, reportError } from '../../../cli/shared/run-command.js'
import { SepError } from '../../../model/error-codes.js'

const folder = mkdtempSync(join(tmpdir(), 'sep-refused-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'file')
writeFileSync(file, '')
symlinkSync('round', join(folder, 'round'))

const reported = (error: unknown): { readonly text: string; readonly exit: number } => {
  const lines: string[] = []
  const exit = reportError(error, (text) => void lines.push(text))
  return { text: lines.join(''), exit }
}
const errorOf = async (act: () => unknown): Promise<unknown> => {
  try {
    return await act()
  } catch (error) {
    return error
  }
}
const listenTwice = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const second = createServer().listen(typeof address === 'object' ? address?.port : 0, '127.0.0.1')
  const [error] = await once(second, 'error')
  server.close()
  throw error
}

describe('reportError', () => {
  test.each<[string, () => unknown]>([
    ['ENOENT: no such file or directory, open', () => readFileSync(join(folder, 'nothing'))],
    ['ENOENT: no such file or directory, open', () => open(join(folder, 'nothing'))],
    ['EISDIR: illegal operation on a directory, open', () => openSync(folder, 'w')],
    ['ENOTDIR: not a directory, mkdir', () => mkdir(join(file, 'below'))],
    ['EEXIST: file already exists, mkdir', () => mkdirSync(file)],
    ['ELOOP: too many symbolic links encountered, open', () => readFileSync(join(folder, 'round'))],
    ['a path has a null byte', () => readFileSync(`${folder}/a\0b`)],
    ['ENAMETOOLONG: name too long, open', () => readFileSync(join(folder, 'n'.repeat(300)))],
    ['listen EADDRINUSE: address already in use', listenTwice],
  ])('%s is one line', async (words, act) => {
    const { text, exit } = reported(await errorOf(act))
    expect(text).toMatch(/^sep: [^\n]*\n$/)
    expect(text).toContain(words)
    expect(exit).toBe(EXIT.failed)
  })

  test.each<[string, () => unknown]>([
    ['a type error', () => JSON.parse('{}').missing.part],
    ['an argument that the platform refuses', () => readFileSync(-1)],
    ['a code without a call of the system', () => Object.assign(new Error('lost'), { code: 'ENOENT' })],
  ])('%s is a bug, with its stack', async (_, act) => {
    const { text, exit } = reported(await errorOf(act))
    expect(text).toMatch(/^sep: this is a bug: [^]*\n +at /)
    expect(exit).toBe(EXIT.failed)
  })

  test('errors with a code: usage exits 2, a fault 1', () => {
    expect(reported(new SepError('bad-argument', 'a'))).toEqual({ text: 'sep: a\n', exit: EXIT.usage })
    expect(reported(new SepError('missing-data', 'b'))).toEqual({ text: 'sep: b\n', exit: EXIT.failed })
  })
})
