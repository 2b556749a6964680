/** The changelog: newest version first, each with its day; the newest is that of the package. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { versions } from '../../app/config/versions.js'
import { ROOT } from '../support/paths.js'

const text = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')
const headings = [...text.matchAll(/^## (.*)$/gm)].map((match) => match[1] as string)

test('versions fall, days do not rise, and the newest is that of the package', () => {
  const [first, ...released] = headings
  expect(first).toBe('Unreleased')
  const found = released.map((heading) => /^(\d+)\.(\d+)\.(\d+) - (\d{4}-\d\d-\d\d)$/.exec(heading))
  expect(found.every((match) => match !== null)).toBe(true)
  const numbers = found.map((match) => Number(match?.[1]) * 1e6 + Number(match?.[2]) * 1e3 + Number(match?.[3]))
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a))
  const days = found.map((match) => match?.[4] ?? '')
  expect(days).toEqual(days.toSorted().toReversed())
  expect(released[0]).toMatch(new RegExp(`^${versions().sep.replaceAll('.', '\\.')} `))
})

test('no line is there twice', () => {
  const entries = text.split(/\n(?=- )/).slice(1)
  expect(entries.filter((entry, n) => entries.indexOf(entry) !== n)).toEqual([])
})
