/** Tables that come with the package as JSON beside the sources, found from source and from dist alike. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import { SepError } from '../model/error-codes.js'
import { unreadable } from './unreadable.js'

/** Reads and checks `sources/<name>`, or the user's file in its stead. */
export const packagedJson = <Z extends z.ZodType>(name: string, schema: Z, file?: string): z.output<Z> => {
  const path = file ?? join(packageFolder(), 'sources', name)
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

const packageFolder = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}
