/** Completions: that of bash in a real bash; those of all shells name every command and flag. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { bashScript } from '../../../cli/completion/bash-script.js'
import { commandTree } from '../../../cli/completion/command-tree.js'
import { completionOffers } from '../../../cli/completion/offers.js'
import { fishScript } from '../../../cli/completion/fish-script.js'
import { zshScript } from '../../../cli/completion/zsh-script.js'
import { commandLine } from '../../../cli/program.js'
import { ROOT } from '../../support/paths.js'

const tree = commandTree(await commandLine(), await completionOffers())

/** What bash offers for the last of the words. */
const offered = (lines: readonly string[]): readonly string[] => {
  const tries = lines.map(
    (line) =>
      `COMP_WORDS=(${line}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); COMPREPLY=(); _sep; echo "\${COMPREPLY[*]}"`,
  )
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', [bashScript(tree), ...tries].join('\n')], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  return stdout.trimEnd().split('\n')
}

test('in bash', () => {
  const table = [
    ['sep back', 'backtest'],
    ["sep store ''", 'new-history check set-aside backup restore list move --help'],
    ['sep store ch', 'check'],
    ['sep store check --ac', '--account'],
    ["sep live --env ''", 'paper practice live'],
    ['sep live --env pra', 'practice'],
    ['sep live --env practice --tok', '--token-file'],
    ['sep live --token-file docs/faq', 'docs/faq.md'],
    ['sep data import --format m', 'mt4 mt5'],
    ['sep data info doc', 'docs'],
    ["sep arm --account ''", ''],
    ['sep arm --account store --of', '--off'],
    ['sep completion f', 'fish'],
    ["sep live --profile ''", 'default demo conservative original'],
    ['sep config diff ori', 'original'],
    ['sep config explain allocate.topK', 'allocate.topK'],
    ['sep config explain ALLOC_TOP', 'ALLOC_TOP_K'],
    ['sep config list allo', 'allocate'],
    ['sep nonsense --ver', '--version'],
  ] as const
  expect(offered(table.map(([line]) => line))).toEqual(table.map(([, words]) => words))
})

test('every shell has every command, flag and choice', () => {
  for (const script of [bashScript(tree), zshScript(tree), fishScript(tree)])
    for (const { path, flags } of tree) {
      if (path !== '') expect(script).toContain(`'${path}'`)
      for (const { long, value } of flags) {
        expect(script).toContain(long.slice(2))
        for (const choice of value?.choices ?? []) expect(script).toContain(choice)
      }
    }
  expect(tree.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['', 'backtest', 'store check', 'studies signal']),
  )
})
