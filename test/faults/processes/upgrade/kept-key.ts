/** One key of a store as plain values, independent of the server's version. Texts are base64. */
export type KeptKey = {
  readonly key: string
  /** Time to live when it was kept, ms; null = none. */
  readonly ttlMs: number | null
} & (
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'hash'; readonly values: readonly string[] }
  | { readonly type: 'list'; readonly values: readonly string[] }
  | { readonly type: 'zset'; readonly members: readonly { readonly member: string; readonly score: string }[] }
  | {
      readonly type: 'stream'
      readonly lastId: string
      readonly deletedId: string
      readonly added: number
      readonly entries: readonly { readonly id: string; readonly fields: readonly string[] }[]
    }
)
