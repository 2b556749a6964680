/** `sep replay --graph`: the graph of a journal, by name or from the file that wrote it, and no other. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadGraphProgram } from '../../../app/config/graph-program.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { recordedGraph } from '../../../app/replay/recorded-graph.js'
import { graphHash } from '../../../graph/engine/hash/hash.js'
import { createWorld } from '../../../model/world.js'
import { loadInstruments } from '../../../sources/instruments.js'
import { ROOT } from '../../support/paths.js'

const FLIP = join(ROOT, 'test', 'support', 'graphs', 'own-flip.mjs')
const MARKET = join(ROOT, 'test', 'support', 'graphs', 'own-market.mjs')

describe('recordedGraph', () => {
  test("sep's own by name", async () => {
    const graphOf = await recordedGraph('1', 'sep')
    expect([graphOf('sep', resolveSettings()).name, graphOf('sma-flip', {}).name]).toEqual(['sep', 'sma-flip'])
    expect(() => graphOf('own', {})).toThrow('the journal was recorded with graph own; known graphs: sep, sma-flip')
  })

  test('a file from the settings of the journal', async () => {
    const { graph, settings, file } = await loadGraphProgram(FLIP, { set: ['flip.fast=7'] })
    const again = (await recordedGraph('1', FLIP))('own-flip', JSON.parse(JSON.stringify(settings)), file!)
    const world = createWorld(loadInstruments(['EUR_USD']), 'USD')
    expect(graphHash(again, world, '1')).toBe(graphHash(graph, world, '1'))
    const plain = await loadGraphProgram(FLIP, {})
    expect(graphHash(plain.graph, world, '1')).not.toBe(graphHash(graph, world, '1'))
  })

  test('nothing else', async () => {
    const [flip, market] = [await loadGraphProgram(FLIP, {}), await loadGraphProgram(MARKET, {})]
    const ofSep = await recordedGraph('1', 'sep')
    expect(() => ofSep('own-flip', flip.settings, flip.file!)).toThrow(
      'journal 1 was written with graph file own-flip.mjs: give that file with --graph',
    )
    const ofFlip = await recordedGraph('1', FLIP)
    expect(() => ofFlip('own-market', market.settings, market.file!)).toThrow(
      /own-market\.mjs .*, not with graph file own-flip\.mjs \(.*\): give the file that wrote it, unchanged, with --graph$/,
    )
    expect(() => ofFlip('sep', resolveSettings())).toThrow(
      /written with a graph of sep itself, not with graph file own-flip\.mjs \(.*\): replay it without --graph$/,
    )
  })
})
