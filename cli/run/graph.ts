/** `sep graph`: the topology as text, JSON, Mermaid or DOT. */
import { type Command, Option } from 'commander'
import { DEFAULT_PAIRS, graphTopology } from '../../app/config/topology.js'
import { toDot, toMermaid, type Topology } from '../../graph/engine/define/topology.js'
import { type GraphOptions, graphProgramOf, withGraph } from '../shared/graph-options.js'
import { print } from '../../lib/terminal/stdout.js'

interface GraphPrintOptions extends GraphOptions {
  readonly pairs?: string
  readonly format: 'text' | 'json' | 'mermaid' | 'dot'
  readonly json: boolean
}

export const addGraph = (program: Command): void => {
  withGraph(
    program
      .command('graph')
      .description('prints the topology: nodes, wires, feedback, sinks and the graph hash')
      .option('--pairs <list>', `instruments, comma separated (${DEFAULT_PAIRS.join(',')})`)
      .addOption(
        new Option('--format <name>', 'output format').choices(['text', 'json', 'mermaid', 'dot']).default('text'),
      )
      .option('--json', 'same as --format json', false),
  ).action(async (options: GraphPrintOptions) => {
    const { graph, settings } = await graphProgramOf(options, { 'run.pairs': options.pairs })
    const topology = graphTopology(graph, settings)
    print(`${render(topology, options.json ? 'json' : options.format)}\n`)
  })
}

const render = (topology: Topology, format: GraphPrintOptions['format']): string => {
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
