/** One entry of a hash chain: the packed body, the hash of the entry before, and its own, `sha256(prev || packed body)`. */
import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { SepError } from '../model/error-codes.js'
import type { Fields } from '../store/store.js'

/** Before the first entry. */
export const CHAIN_START: Uint8Array = new Uint8Array(32)

export interface OpenedEntry {
  readonly body: Uint8Array
  readonly prev: Uint8Array
  readonly hash: Uint8Array
}

/** Packs a body and chains it to `prev`. The hash covers the bytes as stored, so that no changed bit can hide in the packing. */
export const sealEntry = (
  prev: Uint8Array,
  body: Uint8Array,
): { readonly fields: Fields; readonly hash: Uint8Array } => {
  const packed = deflateRawSync(body, { level: 1 })
  const hash = chainHash(prev, packed)
  return { fields: { prev, hash, body: packed }, hash }
}

/** Unpacks and checks one entry by itself; `where` names it in the `bad-journal` error. */
export const openEntry = (fields: Readonly<Record<string, Uint8Array>>, where: string): OpenedEntry => {
  const { prev, hash, body: packed } = fields
  if (!prev || !hash || !packed || !sameBytes(chainHash(prev, packed), hash)) {
    throw new SepError('bad-journal', `${where}: damaged, its hash is wrong`)
  }
  return { body: inflateRawSync(packed), prev, hash }
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i])

const chainHash = (prev: Uint8Array, packed: Uint8Array): Uint8Array =>
  createHash('sha256').update(prev).update(packed).digest()
