/** The engine is a library of its own: it knows neither SEP nor a market, neither a journal nor a command line. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../../support/paths.js'

const ENGINE = join(ROOT, 'graph/engine')
const FOREIGN =
  /\b(sep|fx|instruments?|candles?|brokers?|trad(e|es|ing)|markets?|currenc(y|ies)|oanda|prices?|accounts?|journals?|slicer)\b|--[a-z]/gi
/** The package is named so. */
const PACKAGE = /'sep\/\w+'/g

test('words of SEP do not occur in names, comments and messages', () => {
  const files = readdirSync(ENGINE, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  expect(files.length).toBeGreaterThan(40)
  const found = files.flatMap((name) => {
    const text = readFileSync(join(ENGINE, name), 'utf8').replace(PACKAGE, '')
    return (text.match(FOREIGN) ?? []).map((word) => `${name}: ${word}`)
  })
  expect(found).toEqual([])
})
