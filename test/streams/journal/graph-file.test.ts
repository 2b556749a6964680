/** A journal belongs to the graph file that wrote it: no other content continues it or replays it. */
import { describe, expect, test } from 'vitest'
import type { GraphFile } from '../../../model/graph-file.js'
import type { Store } from '../../../store/store.js'
import { checkGraphFile, type GraphOf } from '../../../streams/journal/graph-file.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { isStart, readJournal } from '../../../streams/journal/reader.js'
import { replayJournal } from '../../../streams/journal/replay.js'
import { ACCOUNT, graphOf, recording } from '../../support/recorded-journal.js'

const file = (path: string, digit: string): GraphFile => ({ path, sha256: digit.repeat(64) })
const OWN = file('own.mjs', 'a')
const always = { account: ACCOUNT, fromMs: 0, toMs: 4e12 }
const startsOf = async (store: Store) => {
  const files: (GraphFile | undefined)[] = []
  for await (const entry of readJournal(store, ACCOUNT, '0', '+'))
    if (isStart(entry)) files.push(entry.record.graphFile)
  return files
}

describe('the graph file of a journal', () => {
  test('every start names it; the same content under another name continues', async () => {
    const recorded = recording({ minutes: 60 })
    await recorded.live({ slices: 10, graphFile: OWN })
    const renamed = { ...OWN, path: 'renamed.mjs' }
    const { resumed } = await recorded.live({ slices: 10, graphFile: renamed })
    expect(resumed.place.seq).toBe(10)
    expect(await startsOf(recorded.store)).toEqual([OWN, renamed])
    const asked: (GraphFile | undefined)[] = []
    const checked: GraphOf = (name, config, recordedFile) => {
      asked.push(recordedFile)
      return graphOf(name, config)
    }
    expect(await replayJournal({ ...always, store: recorded.store, graphOf: checked })).toMatchObject({ equal: 20 })
    expect(asked).toEqual([OWN])
  })

  test('a start of sep itself has no such field', async () => {
    const recorded = recording({ minutes: 60 })
    await recorded.live({ slices: 5 })
    for await (const { record } of readJournal(recorded.store, ACCOUNT, '0', '+'))
      expect(Object.keys(record)).not.toContain('graphFile')
  })

  test.each([
    ['another content', OWN, file('own.mjs', 'b')],
    ['no file', OWN, undefined],
    ['a file, after sep itself', undefined, OWN],
  ])('%s is refused, and nothing is written', async (_, first, second) => {
    const recorded = recording({ minutes: 60 })
    await recorded.live({ slices: 5, ...(first ? { graphFile: first } : {}) })
    const before = await recorded.store.lastId(journalKeys(ACCOUNT).slice)
    const again = recorded.live({ slices: 5, ...(second ? { graphFile: second } : {}) })
    await expect(again).rejects.toMatchObject({
      code: 'bad-journal',
      message: expect.stringContaining(`journal ${ACCOUNT} was written with`),
    })
    expect(await recorded.store.lastId(journalKeys(ACCOUNT).slice)).toBe(before)
  })

  test('the sentence names both', () => {
    expect(() => checkGraphFile('1', OWN, file('next.mjs', 'b'))).toThrow(
      'journal 1 was written with graph file own.mjs (sha256 aaaaaaaaaaaa), not with graph file next.mjs (sha256 bbbbbbbbbbbb): ' +
        'continue it with the graph that wrote it, or use another account',
    )
    expect(() => checkGraphFile('1', undefined, OWN)).toThrow('was written with a graph of sep itself, not with')
  })
})
