/** Every rule sees a planted violation, and leaves what is right alone. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ALARMS, headings } from './document-examples.js'
import type { Example, Files } from './example.js'
import { EXAMPLES } from './examples.js'
import { RULES } from './rules.js'
import { readTree } from './tree.js'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sep-tidy-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const write = (files: Files): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

describe('rules', () => {
  test('each has its example', () => expect(Object.keys(EXAMPLES)).toEqual(RULES.map(({ name }) => name)))

  for (const rule of RULES) {
    const { good, bad, found } = EXAMPLES[rule.name] as Example
    test(`${rule.name}: a planted violation is found`, () => {
      write(bad)
      expect(rule.measure(readTree(root), root)).toEqual(found)
    })
    test(`${rule.name}: what is right passes`, () => {
      write(good)
      expect(rule.measure(readTree(root), root)).toEqual({})
    })
  }
})

test('the order of the runbook counts', () => {
  write({ 'docs/runbook.md': headings(ALARMS.toReversed(), '###') })
  expect(RULES.find(({ name }) => name === 'runbook')?.measure(readTree(root), root)).toEqual({ order: 1 })
})
