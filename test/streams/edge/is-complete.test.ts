/** May a start continue without carrying its state? Only where the edge holds every slice since the start record. */
import { describe, expect, test } from 'vitest'
import { isEdgeComplete } from '../../../streams/edge/is-complete.js'
import { testClock } from '../../support/test-clock.js'
import { memoryStore } from '../../../store/memory/store.js'

const STREAM = 'sep:edge:{a.b}'
const at = (seq: number) => ({ seq, tsMs: seq * 1000 })

describe('an edge', () => {
  test.each<
    [
      name: string,
      slices: readonly number[],
      hadSeq: number | null,
      tail: number,
      base: number,
      end: number,
      whole: boolean,
    ]
  >([
    ['nothing has come since the start', [], null, 5, 5, 5, true],
    ['all since the start', [6, 7, 8], 7, 5, 5, 8, true],
    ['what a crash had kept from it came with the tail', [6, 7, 8], 6, 6, 5, 8, true],
    ['it is new: another cut than before', [7, 8], null, 6, 5, 8, false],
    ['one process made slices in between', [6, 7, 9, 10], 7, 8, 5, 10, false],
    ['it stopped before the tail began', [4, 7, 8], 4, 6, 5, 8, false],
    ['trimmed, but not behind the start', [3, 4, 5, 6, 7, 8], 8, 5, 5, 8, true],
    ['trimmed behind the start', [7, 8], 8, 5, 5, 8, false],
    ['empty', [], null, 5, 5, 8, false],
  ])('%s', async (_name, slices, hadSeq, tail, base, end, whole) => {
    const store = memoryStore({ clock: testClock() })
    for (const seq of slices) await store.append(STREAM, `${seq * 1000}-0`, { seq: String(seq) })
    const hadMs = hadSeq === null ? Number.NaN : hadSeq * 1000
    expect(await isEdgeComplete(store, { stream: STREAM, hadMs, tail: at(tail), base: at(base), end: at(end) })).toBe(
      whole,
    )
  })

  test('a cold start has no time', async () => {
    const store = memoryStore({ clock: testClock() })
    const base = { seq: 0, tsMs: Number.NaN }
    for (const seq of [1, 2]) await store.append(STREAM, `${seq * 1000}-0`, { seq: String(seq) })
    expect(await isEdgeComplete(store, { stream: STREAM, hadMs: 2000, tail: base, base, end: at(2) })).toBe(true)
    expect(await isEdgeComplete(store, { stream: STREAM, hadMs: 2000, tail: base, base, end: at(3) })).toBe(false)
  })
})
