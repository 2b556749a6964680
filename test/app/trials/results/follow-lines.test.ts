/** A file that grows: each line is read once, whatever its pieces, and a new file from its beginning. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { followLines } from '../../../../app/trials/results/follow-lines.js'
import { scanLines } from '../../../../app/trials/results/scan-lines.js'

const root = mkdtempSync(join(tmpdir(), 'sep-lines-'))
afterAll(() => rmSync(root, { recursive: true }))

test('lines are read once each, also by calls at the same time', async () => {
  const path = join(root, 'grows')
  const seen: string[] = []
  const read = followLines(
    path,
    ({ text }) => void seen.push(text),
    () => void seen.push('new'),
  )
  await read()
  writeFileSync(path, 'a\nb\nhal')
  await Promise.all([read(), read(), read()])
  appendFileSync(path, 'f\n')
  await read()
  expect(seen).toEqual(['a', 'b', 'half'])
  writeFileSync(path, 'c\n')
  await read()
  expect(seen).toEqual(['a', 'b', 'half', 'new', 'c'])
})

test('a long file is read in pieces, and other work runs between them', async () => {
  const path = join(root, 'long')
  const line = 'x'.repeat(999)
  writeFileSync(path, `${line}\n`.repeat(5000))
  let [lines, between] = [0, 0]
  const read = followLines(path, () => void lines++)
  const done = read().then(() => -1)
  for (let turn = 0; turn >= 0; ) {
    turn = await Promise.race([done, new Promise<number>((resolve) => setImmediate(() => resolve(1)))])
    if (lines > 0 && lines < 5000) between++
  }
  expect(lines).toBe(5000)
  expect(between).toBeGreaterThan(0)
})

test('a line longer than a piece is read whole', () => {
  const path = join(root, 'wide')
  writeFileSync(path, `${'y'.repeat(3_000_000)}\nz\n`)
  const seen: number[] = []
  const next = scanLines(path, 0, ({ bytes }) => void seen.push(bytes), 1000)
  expect(seen[0]).toBe(3_000_000)
  expect(next).toBeGreaterThanOrEqual(3_000_001)
})
