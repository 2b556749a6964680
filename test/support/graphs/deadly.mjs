/** The graph of examples/rsi.mjs, whose period 13 ends every thread that builds it. */
import { isMainThread } from 'node:worker_threads'
import { config, graph as rsi } from '../../../examples/rsi.mjs'

export { config }

export const graph = (settings) => {
  if (!isMainThread && settings.period === 13) process.exit(7)
  return rsi(settings)
}
