/** Secrets of tokens, sessions, links and tickets: 256 random bits; only their SHA-256 is kept. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export const newSecret = (): string => `sep_${randomBytes(32).toString('base64url')}`

/** 64 hexadecimal digits. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Compares digests in a time that does not depend on where they differ. */
export const isSameDigest = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
