/** The help of every command: examples that the program understands, its exit codes, and references to what exists. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { exitCodes, HELP_NOTES } from '../../../cli/help/add-notes.js'
import { commandLine } from '../../../cli/program.js'
import { commandLineFault } from '../../support/commands/command-line-fault.js'
import { ROOT } from '../../support/paths.js'

const program = await commandLine()
const pathsOf = (command: Command, path = ''): readonly string[] =>
  command.commands.flatMap((child) => {
    const own = `${path} ${child.name()}`.trim()
    return [own, ...pathsOf(child, own)]
  })
const paths = pathsOf(program)

test('every command has its note, and no note is of a command that is gone', () => {
  expect(Object.keys(HELP_NOTES).sort()).toEqual([...paths].sort())
  for (const [path, { examples }] of Object.entries(HELP_NOTES)) expect(examples.length, path).toBeGreaterThan(0)
})

test('examples are understood and belong to their command', () => {
  const faults = Object.entries(HELP_NOTES).flatMap(([path, { examples }]) =>
    examples.flatMap(([line]) => {
      const fault = line.startsWith(path) ? commandLineFault(program, line.split(' ')) : `${line} is not of ${path}`
      return fault === null ? [] : [`${path}: ${fault}`]
    }),
  )
  expect(faults).toEqual([])
})

test('references lead to commands and to pages', () => {
  const lost = Object.entries(HELP_NOTES).flatMap(([path, { see }]) =>
    see
      .filter((name) => (name.startsWith('docs/') ? !existsSync(join(ROOT, name)) : !paths.includes(name)))
      .map((name) => `${path}: ${name}`),
  )
  expect(lost).toEqual([])
})

test('the text below the flags', async () => {
  const [text = ''] = await new Promise<string[]>((resolve) => {
    const lines: string[] = []
    const lock = program.commands.find((command) => command.name() === 'lock')
    lock?.configureOutput({ writeOut: (line) => void lines.push(line) }).outputHelp()
    resolve([lines.join('')])
  })
  expect(text.split('\nExamples:\n')[1]).toBe(
    [
      '  # no increases of the pair for half an hour',
      '  sep lock --pair EUR_USD --minutes 30 --env paper --account 101-001-1000001-001',
      '',
      'Exit codes:',
      '  0  done',
      '  1  no pipeline took it',
      '  2  usage: a flag, an argument or a setting is wrong',
      '  3  taken but not done: what is open is named',
      '',
      'See also: sep unlock, sep arm',
      '',
    ].join('\n'),
  )
  expect(exitCodes({}).map(([code]) => code)).toEqual([0, 1, 2])
})

test.each([
  ['graph --no-such', 'graph has no flag --no-such'],
  ['live --env moon', '--env moon: not one of its values'],
  ['lock --pair eurusd', '--pair eurusd: write an instrument like EUR_USD'],
  ['lock --minutes', '--minutes needs a value'],
  ['store forget', 'forget is no command of store'],
  ['compare', 'folders is missing'],
  ['graph out', 'out is one operand too many'],
  ['token list', 'list needs --token-file'],
  ['live .. --nodes a..b', null],
  ['arm --env ENV --account ID', null],
  ['help', null],
])('%s: %s', (line, fault) => {
  const found = commandLineFault(program, line.split(' '))
  if (fault === null) expect(found).toBe(null)
  else expect(found).toContain(fault)
})
