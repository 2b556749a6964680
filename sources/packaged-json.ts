/** Tables that come with the package as JSON. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { packageRoot } from '../lib/package-root.js'
import { SepError } from '../model/error-codes.js'
import { unreadable } from './unreadable.js'

/** Reads and checks `sources/<name>`, or the user's file instead. */
export const packagedJson = <Z extends z.ZodType>(name: string, schema: Z, file?: string): z.output<Z> => {
  const path = file ?? join(packageRoot(), 'sources', name)
  const result = schema.safeParse(parse(path))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new SepError('bad-config', `${path}: ${issue?.path.join('.') || 'document'}: ${issue?.message}`)
}

const parse = (path: string): unknown => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw unreadable(path, error)
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new SepError('bad-config', `${path}: not JSON: ${(error as Error).message}`)
  }
}
