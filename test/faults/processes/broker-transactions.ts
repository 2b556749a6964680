/** The broker's own record of an account. */
import type { Scene } from './scene.js'

export type Raw = Readonly<Record<string, unknown>>

/** All transactions after an id, in order. The broker returns at most a thousand at a time. */
export const transactionsSince = async (scene: Scene, after: number): Promise<readonly Raw[]> => {
  const all: Raw[] = []
  for (let last = after; ; ) {
    const answer = await scene.broker(`/transactions/sinceid?id=${last}`)
    const more = answer['transactions'] as readonly Raw[]
    all.push(...more)
    const next = Number(more.at(-1)?.['id'] ?? last)
    if (more.length === 0 || next >= Number(answer['lastTransactionID'])) return all
    last = next
  }
}

/** The decision in the client id of an order of SEP; a close is found by its ledger record instead. */
export const decisionNamed = (raw: Raw): string | null => {
  const id = (raw['clientExtensions'] as Raw | undefined)?.['id']
  return typeof id === 'string' ? id : null
}
