/** The broker's transaction stream into the order protocol, until the signal aborts. */
import type { OandaClient } from '../../oanda/client/client.js'
import { transactionStream } from '../../oanda/stream/transaction-stream.js'
import type { StreamHealth } from './monitoring/stream-health.js'
import type { OrderRunner } from '../../sinks/execution/runner.js'

export const followTransactions = async (
  client: OandaClient,
  runner: OrderRunner,
  options: {
    readonly random: () => number
    readonly signal: AbortSignal
    readonly silenceMs: number
    readonly health: StreamHealth | null
  },
): Promise<void> => {
  for await (const event of transactionStream(client, runner.state().view.lastTransactionId, options)) {
    options.health?.take(event)
    if (event.kind === 'transaction') runner.onTransaction(event.transaction)
    else if (event.kind === 'heartbeat') runner.onHeartbeat(event.lastTransactionId)
    else if (event.kind === 'missing') runner.reconcile()
  }
}
