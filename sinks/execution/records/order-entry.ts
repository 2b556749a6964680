/** An entry of the order or ledger stream, with its sum. */
import type { Append, Fields } from '../../../store/store.js'
import { withSum } from '../../../streams/entry-sum.js'

export const orderEntry = (stream: string, id: string, fields: Fields): Append => ({
  stream,
  id,
  fields: withSum(id, fields),
})
