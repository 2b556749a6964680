import pc from 'picocolors'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { printableLine } from '../../../lib/terminal/printable.js'
import { print, printSlowly } from '../../../lib/terminal/stdout.js'

const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
const onTerminal = (isTTY: boolean): void =>
  void Object.defineProperty(process.stdout, 'isTTY', { value: isTTY, configurable: true })
const terminal = process.stdout.isTTY
beforeEach(() => onTerminal(true))
afterEach(() => {
  write.mockClear()
  onTerminal(terminal)
})
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

test('output that is no terminal has no colours', () => {
  onTerminal(false)
  print(`${red('loss')} \u001b[2J\n`)
  expect(write.mock.calls).toEqual([['loss \\u001b[2J\n']])
})
