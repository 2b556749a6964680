/** Every shell block of the documents: its commands and flags exist, and those that are tagged `run` do. */
import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Command } from 'commander'
import { commandLine } from '../../../cli/program.js'
import { commandLineFault } from '../../support/commands/command-line-fault.js'
import { ROOT } from '../../support/paths.js'
import { openPage, type Page } from './run-page.js'
import { sepLines, shellBlocks } from './shell-blocks.js'

const blocks = shellBlocks(ROOT)
const pages = [...new Set(blocks.filter(({ tag }) => tag === 'run').map(({ page }) => page))]

test('the words of a command in shell', () => {
  const text =
    "A=1 npx --no sep graph --format dot > x.dot   # not sep\nnpx --no -- sep a 'b c' | sep d \\\n  --e\n(umask 077; sep f)"
  expect(sepLines(text)).toEqual([['graph', '--format', 'dot'], ['a', 'b c'], ['d', '--e'], ['f']])
})

describe('all blocks', () => {
  const held: { program?: Command } = {}
  beforeAll(async () => {
    held.program = await commandLine()
  })
  test('there are some of each kind', () => {
    expect([...new Set(blocks.map(({ tag }) => tag))].sort()).toEqual([
      'long',
      'network',
      'pipeline',
      'run',
      'sample',
      'service',
    ])
    expect(blocks.length).toBeGreaterThan(30)
  })
  test('are shell, and name commands, flags and values that exist', () => {
    const faults = blocks.flatMap(({ page, line, text }) =>
      sepLines(text).flatMap((words) => {
        const fault = commandLineFault(held.program as Command, words)
        return fault === null ? [] : [`${page}:${line} sep ${words.join(' ')}: ${fault}`]
      }),
    )
    expect(faults).toEqual([])
    const all = blocks.map(({ text }, n) => `f${n}() {\n${text}\n}`).join('\n')
    const { stderr, status } = spawnSync('bash', ['-n'], { input: all, encoding: 'utf8' })
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  })
})

describe('blocks that run as they stand', () => {
  const opened: Page[] = []
  afterAll(() => Promise.all(opened.map((page) => page.close())))

  test.concurrent.each(pages)(
    '%s',
    async (page) => {
      const shell = openPage(ROOT)
      opened.push(shell)
      for (const block of blocks.filter((one) => one.page === page && one.tag === 'run'))
        expect(await shell.run(block), `${page}:${block.line}`).toBe(null)
    },
    300_000,
  )

  test('one that fails is seen, with what it printed', async () => {
    const shell = openPage(ROOT)
    opened.push(shell)
    expect(await shell.run({ text: 'npx --no sep graph --nonsense\necho later' })).toMatch(
      /^exit code 2: error: unknown option '--nonsense'/,
    )
    expect(await shell.run({ text: 'npx other' })).toMatch(/^exit code 127/)
  })
})
