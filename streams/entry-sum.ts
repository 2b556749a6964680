/** A sum over an entry's id and fields: a changed byte, a missing field or another id shows. For streams without a hash chain. */
import { createHash } from 'node:crypto'
import { bytesOf } from '../store/bytes.js'
import type { Fields } from '../store/store.js'
import { sameBytes } from './sealed-entry.js'

/** The fields with their sum. */
export const withSum = (id: string, fields: Fields): Fields => ({ ...fields, sum: sumOf(id, fields) })

/** What is wrong with an entry as it was read; null = nothing, or an older version wrote it without a sum. */
export const sumFault = (id: string, fields: Readonly<Record<string, Uint8Array>>): string | null => {
  const { sum, ...rest } = fields
  return sum === undefined || sameBytes(sum, sumOf(id, rest)) ? null : 'damaged, its sum is wrong'
}

/** The same, entry after entry: those of versions without sums stand before all that have one. */
export const sumFaults = (): ((id: string, fields: Readonly<Record<string, Uint8Array>>) => string | null) => {
  let isSummed = false
  return (id, fields) => {
    if (isSummed && !fields['sum']) return 'damaged, its sum is missing'
    isSummed ||= fields['sum'] !== undefined
    return sumFault(id, fields)
  }
}

const sumOf = (id: string, fields: Fields): Uint8Array => {
  const hash = createHash('sha256').update(id)
  for (const name of Object.keys(fields).sort()) {
    const bytes = bytesOf(fields[name] ?? '')
    hash.update(`|${name}:${bytes.length}:`).update(bytes)
  }
  return hash.digest().subarray(0, 16)
}
