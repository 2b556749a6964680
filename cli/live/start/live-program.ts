/** The graph that `sep live` runs, with what real money asks of it. */
import { configOf } from '../../../app/config/graph-parts.js'
import type { GraphProgram } from '../../../app/config/graph-program.js'
import { checkLiveGraph } from '../../../app/live/graph.js'
import { logToStderr } from '../../../lib/stderr.js'
import { SepError } from '../../../model/error-codes.js'
import { type BrokerOptions, environmentOf } from '../../shared/broker-options.js'
import { type GraphOptions, graphProgramOf } from '../../shared/graph-options.js'

type Options = GraphOptions & BrokerOptions & { readonly nodes?: string }

/** With real brokers a drawdown beyond the limit turns the kill switch on unless the settings decide otherwise. */
export const liveProgram = async (options: Options, env: Readonly<Record<string, string>>): Promise<GraphProgram> => {
  const paper = environmentOf(options, env) === 'paper'
  const defaults: { readonly [name: string]: string } = paper ? {} : { RISK_MAX_DRAWDOWN_ACTION: 'kill' }
  const program = await graphProgramOf(options, { 'run.pairs': options.pairs }, { defaults })
  const { graph, file } = program
  if (file && options.nodes !== undefined)
    throw new SepError('bad-argument', `--nodes: only sep's own graph runs in parts, not ${file.path}`)
  checkLiveGraph(graph)
  const orders = configOf(graph, 'orders')
  if (orders && !orders.stopLoss) throw new SepError('bad-config', 'AUTO_SL=0: only a replay may run without stops')
  if (!orders) logToStderr(`graph ${graph.name} sets its own stops: SEP's node orders does not make its orders`)
  if (file && !paper && configOf(graph, 'risk')?.drawdownAction !== 'kill')
    logToStderr('node risk does not turn the kill switch on at its drawdown limit (RISK_MAX_DRAWDOWN_ACTION)')
  return program
}
