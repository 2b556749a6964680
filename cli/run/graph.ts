/** `sep graph`: the topology as text, JSON, Mermaid or DOT. */
import { type Command, Option } from 'commander'
import { builtInGraph, type GraphName, GRAPHS } from '../../app/config/graph-program.js'
import { DEFAULT_PAIRS, graphTopology } from '../../app/config/topology.js'
import { toDot, toMermaid, type Topology } from '../../graph/engine/define/topology.js'
import { type SettingsOptions, settingsOf, withSettings } from '../shared/settings-options.js'

interface GraphOptions extends SettingsOptions {
  readonly graph: GraphName
  readonly pairs?: string
  readonly format: 'text' | 'json' | 'mermaid' | 'dot'
  readonly json: boolean
}

export const addGraph = (program: Command): void => {
  withSettings(
    program
      .command('graph')
      .description('prints the topology: nodes, wires, feedback, sinks and the graph hash')
      .addOption(new Option('--graph <name>', 'which graph').choices(GRAPHS).default('sep'))
      .option('--pairs <list>', `instruments, comma separated (${DEFAULT_PAIRS.join(',')})`)
      .addOption(
        new Option('--format <name>', 'output format').choices(['text', 'json', 'mermaid', 'dot']).default('text'),
      )
      .option('--json', 'same as --format json', false),
  ).action((options: GraphOptions) => {
    const settings = settingsOf(options, { 'run.pairs': options.pairs })
    const topology = graphTopology(builtInGraph(options.graph, settings), settings)
    process.stdout.write(`${render(topology, options.json ? 'json' : options.format)}\n`)
  })
}

const render = (topology: Topology, format: GraphOptions['format']): string => {
  if (format === 'json') return JSON.stringify(topology, null, 1)
  if (format === 'mermaid') return toMermaid(topology)
  if (format === 'dot') return toDot(topology)
  return [
    `${topology.name} ${topology.hash}`,
    ...topology.nodes.map((node) => {
      const reads = topology.edges
        .filter((edge) => edge.to === node.id)
        .map((edge) => `${edge.from}${edge.delay ? ' (one slice later)' : ''}`)
      const line = `${node.loop ? '| ' : '  '}${node.id.padEnd(12)} ${node.kind.padEnd(16)}`
      return `${line} ${reads.length ? `<- ${reads.join(', ')}` : ''}`.trimEnd()
    }),
    `sinks: ${topology.sinks.map((sink) => `${sink.id} <- ${sink.from}`).join(', ')}`,
    'Nodes marked | form the loop and run slice by slice.',
  ].join('\n')
}
