import pc from 'picocolors'
import { afterEach, expect, test, vi } from 'vitest'
import { printableLine } from '../../../lib/terminal/printable.js'
import { print, printSlowly } from '../../../lib/terminal/stdout.js'

const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
afterEach(() => write.mockClear())
const { red } = pc.createColors(true)

test('our own colours pass, everything else is escaped', () => {
  print(`${red('loss')} \u001b[8mhidden \u001b[2J\u001b[31;8m\n`)
  expect(write.mock.calls).toEqual([['\u001b[31mloss\u001b[39m \\u001b[8mhidden \\u001b[2J\\u001b[31;8m\n']])
})

test('what is escaped already stays so', () => {
  print(red(printableLine('\u001b[31m')))
  expect(write.mock.calls).toEqual([['\u001b[31m\\u001b[31m\u001b[39m']])
})

test('a long text has no colours', async () => {
  await printSlowly('{"a":"\u009b"}\u001b[31m')
  expect(write.mock.calls).toEqual([['{"a":"\\u009b"}\\u001b[31m']])
})
