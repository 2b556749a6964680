/** One row of the key table: a name with parameters, what is stored under it, and for how long. */
import type { z } from 'zod'
import { assert } from '../lib/errors.js'

type ParameterOf<T extends string> = T extends `${string}<${infer P}>${infer Rest}` ? P | ParameterOf<Rest> : never

export interface Key<T extends string = string, Z extends z.ZodType = z.ZodType> {
  /** Name with `<parameter>` in it. Braces are literal: keys with the same text in them change together. */
  readonly template: T
  readonly kind: 'value' | 'hash' | 'sorted' | 'list' | 'stream' | 'channel'
  /** How `value` is written: JSON, JSON in gzip, plain text, raw bytes, or as the fields of a hash or stream entry. */
  readonly form: 'json' | 'gzip' | 'text' | 'bytes' | 'fields'
  /** Schema of the value, the hash, one member, one element, one entry or one message. */
  readonly value: Z
  readonly doc: string
  /** Time to live after the last write; null = the key never expires. */
  readonly ttlMs: number | null
  /** What the writer trims: members older than `ageMs`, all but the newest `count`, or entries before the oldest checkpoint in use. */
  readonly keep: { readonly ageMs: number } | { readonly count: number } | 'checkpoint' | null
}

export type KeyLife = Partial<Pick<Key, 'ttlMs' | 'keep'>>

/** A row of the key table: without a life the key never expires. */
export const tableKey = <const T extends string, Z extends z.ZodType>(
  template: T,
  kind: Key['kind'],
  form: Key['form'],
  value: Z,
  doc: string,
  { ttlMs = null, keep = null }: KeyLife = {},
): Key<T, Z> => Object.freeze({ template, kind, form, value, doc, ttlMs, keep })

const PART = /^[A-Za-z0-9_.@-]+$/
/** Parameter keys contain colons and come last. */
const LAST_PART = /^[A-Za-z0-9_.:@-]+$/

/** May it stand in the name of a key? What a caller sends may not. */
export const isKeyPart = (text: string): boolean => PART.test(text)

/** The name of a key, its parameters filled in. */
export const keyName = <T extends string>(
  key: Pick<Key<T>, 'template'>,
  parameters: Readonly<Record<ParameterOf<T>, string>>,
): string =>
  key.template.replace(/<(\w+)>/g, (_, name: string) => {
    const text = (parameters as Readonly<Record<string, string>>)[name] ?? ''
    assert((name === 'paramKey' ? LAST_PART : PART).test(text), `${key.template}: ${name} ${text} is a plain word`)
    return text
  })
