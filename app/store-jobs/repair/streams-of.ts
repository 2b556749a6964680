/** The durable streams of an account by the names that commands and messages give them: `ledger`, `edge:candle..guards`. */
import { SepError } from '../../../model/error-codes.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { DURABLE_STREAMS, type DurableStream } from '../../../streams/damage.js'
import { edgeKeys } from '../../../streams/edge/keys.js'

export type StreamName = DurableStream | `edge:${string}`

const KEY_OF: Readonly<Record<DurableStream, (account: string) => string>> = {
  slice: (account) => keyName(KEYS.slices, { account }),
  decision: (account) => keyName(KEYS.decisions, { account }),
  order: (account) => keyName(KEYS.orders, { account }),
  ledger: (account) => keyName(KEYS.ledger, { account }),
  control: (account) => keyName(KEYS.controls, { account }),
  execution: (account) => keyName(KEYS.executions, { account }),
  revision: (account) => keyName(KEYS.revisions, { account }),
}

export const streamNameOf = (text: string): StreamName => {
  if (text.startsWith('edge:') && text.length > 'edge:'.length) return text as StreamName
  if (Object.hasOwn(DURABLE_STREAMS, text)) return text as DurableStream
  throw new SepError(
    'bad-argument',
    `${text} is no stream: ${Object.keys(DURABLE_STREAMS).join(', ')}, or edge:NODES of a part`,
  )
}

export const partOf = (name: StreamName): string | null =>
  name.startsWith('edge:') ? name.slice('edge:'.length) : null

export const streamKeyOf = (name: StreamName, account: string): string => {
  const part = partOf(name)
  return part === null ? KEY_OF[name as DurableStream](account) : edgeKeys(account, part).stream
}
