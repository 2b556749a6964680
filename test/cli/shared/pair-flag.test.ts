/** One instrument is `--pair` or `--instrument`, whichever a command's help has first. */
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { addFlatten } from '../../../cli/live/flatten.js'
import { commandLine } from '../../../cli/program.js'
import { runCli } from '../../support/run-cli.js'

const flagsOf = (command: Command, path: string): readonly string[] =>
  command.commands.flatMap((inner) => {
    const name = `${path} ${inner.name()}`.trim()
    const own = inner.options
      .filter(({ long }) => long === '--pair' || long === '--instrument')
      .map(({ long, short }) => `${name}: ${long} ${short}`)
    return [...own, ...flagsOf(inner, name)]
  })

test('every command that takes one takes the other', async () => {
  expect(flagsOf(await commandLine(), '').toSorted()).toEqual([
    'data import: --instrument --pair',
    'doctor: --instrument --pair',
    'flatten: --pair --instrument',
    'lock: --pair --instrument',
    'manifold: --instrument --pair',
    'studies enqueue-long-run: --instrument --pair',
    'studies latest-run: --instrument --pair',
    'studies series: --instrument --pair',
    'unlock: --pair --instrument',
  ])
})

test.each(['--pair', '--instrument'])('%s of sep flatten is read and judged', async (flag) => {
  const { error } = await runCli(addFlatten, ['flatten', '--account', '101-001-1000001-001', flag, 'euro'])
  expect(String(error)).toMatch(/--pair euro: write an instrument like EUR_USD/)
})
