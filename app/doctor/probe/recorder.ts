/** Keeps the broker's answers to what SEP asks, as they came. */
import type { OandaClientOptions } from '../../../oanda/client/client.js'
import { endpointOf, lineEndpoint } from '../../../oanda/contract/endpoints.js'
import type { Recorded } from '../../../oanda/contract/judge-answers.js'

export interface AnswerRecorder {
  readonly onAnswer: NonNullable<OandaClientOptions['onAnswer']>
  readonly onLine: (stream: 'pricing' | 'transactions', line: Readonly<Record<string, unknown>>) => void
  readonly recorded: () => readonly Recorded[]
}

export const createAnswerRecorder = (): AnswerRecorder => {
  const recorded: Recorded[] = []
  return {
    onAnswer: ({ method, path }, { status, document }) => {
      const endpoint = method === 'GET' ? endpointOf(path) : 'order'
      // The answer to a refused read is an error: it is a finding of its own.
      if (document && endpoint !== null && (method !== 'GET' || status === 200)) recorded.push({ endpoint, document })
    },
    onLine: (stream, line) => recorded.push({ endpoint: lineEndpoint(stream, line), document: line }),
    recorded: () => recorded,
  }
}
