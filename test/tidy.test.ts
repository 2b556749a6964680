/** Style as checked law: every rule of test/tidy/rules.ts over the whole checkout, with its ratchet. */
import { describe, expect, test } from 'vitest'
import { ROOT } from './support/paths.js'
import { better, readRatchet, worse } from './tidy/ratchet.js'
import { RULES } from './tidy/rules.js'
import { readTree } from './tidy/tree.js'

const tree = readTree(ROOT)
const ratchet = readRatchet(ROOT)

describe('tidy', () => {
  test('files are found', () => expect(tree.length).toBeGreaterThan(500))

  for (const rule of RULES)
    test(`${rule.name}: ${rule.law}`, () => {
      const found = rule.measure(tree, ROOT)
      expect([...worse(rule, found, ratchet[rule.name]), ...better(found, ratchet[rule.name])]).toEqual([])
    })

  test('the ratchet lists rules that exist', () => {
    expect(Object.keys(ratchet)).toEqual(RULES.map(({ name }) => name))
  })
})
