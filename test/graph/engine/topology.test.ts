/** The checked-in topology is that of the code; its shape is a contract. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sep } from '../../../graph/sep.js'
import { smaFlipGraph } from '../../../graph/sma-flip.js'
import { toDot, toMermaid } from '../../../graph/engine/define/topology.js'
import { warmupMinutes } from '../../../graph/engine/define/plan.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { graphTopology } from '../../../app/config/topology.js'
import { ROOT } from '../../support/paths.js'

const settings = resolveSettings()
const topology = graphTopology(sep(settings), settings)

describe('topology', () => {
  test('graph/sep.topology.json is up to date (write it with `npx --no sep graph --json > graph/sep.topology.json`)', () => {
    const checkedIn = JSON.parse(readFileSync(join(ROOT, 'graph/sep.topology.json'), 'utf8')) as unknown
    expect(JSON.parse(JSON.stringify(topology))).toEqual(checkedIn)
  })

  test('node ids, the slot among them, and the sinks', () => {
    expect(topology.nodes.map((node) => node.id)).toEqual(
      [
        'candle quote control execution',
        'session qbsa qfh direction guards shadow gates allocate',
        'broker strategy size orders risk performance',
      ].flatMap((ids) => ids.split(' ')),
    )
    expect(topology.nodes.find((node) => node.id === 'broker')).toMatchObject({
      role: 'slot',
      kind: 'slot',
      loop: true,
    })
    expect(Object.keys(topology.nodes.find((node) => node.id === 'broker')?.in ?? {})).toEqual([
      'order',
      'candle',
      'quote',
      'execution',
    ])
    expect(topology.sinks.map((sink) => sink.from)).toEqual([
      'qfh',
      'gates',
      'allocate',
      'risk',
      'broker',
      'performance',
    ])
  })

  test('the loop is closed by one edge, one slice later', () => {
    expect(topology.edges.filter((edge) => edge.delay)).toEqual([
      { from: 'risk', to: 'broker', port: 'order', delay: 1 },
    ])
    expect(topology.nodes.filter((node) => node.loop).map((node) => node.id)).toEqual([
      'broker',
      'strategy',
      'size',
      'orders',
      'risk',
    ])
  })

  test('the hash names what is computed: a setting, an instrument and a graph change it, a label does not', () => {
    const other = resolveSettings({ set: ['ALLOC_TOP_K=2'] })
    const fewer = resolveSettings({ set: ['HOTBAND_PAIRS=EUR_USD,USD_JPY'] })
    const hashes = [
      topology.hash,
      graphTopology(sep(other), other).hash,
      graphTopology(sep(fewer), fewer).hash,
      graphTopology(smaFlipGraph(), settings).hash,
    ]
    expect(new Set(hashes).size).toBe(4)
    expect(graphTopology(sep(resolveSettings()), resolveSettings()).hash).toBe(topology.hash)
  })

  test('Mermaid and DOT draw every node and the feedback', () => {
    for (const { id } of topology.nodes)
      expect([toMermaid(topology).includes(id), toDot(topology).includes(`"${id}"`)]).toEqual([true, true])
    expect(toMermaid(topology)).toContain('risk -. next slice .-> broker')
    expect(toDot(topology)).toContain('"risk" -> "broker" [label="order", style=dotted]')
  })

  test('the warm-up comes from the graph: the evaluator needs 60 days after what it reads', () => {
    expect(warmupMinutes(sep(settings))).toBeGreaterThanOrEqual(60 * 1440)
  })
})
