/** The secrets that a child process is given: by its arguments, its environment and the files that these name. */
import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'

export interface HandedSecret {
  /** Where it was handed over; the value stays out of every message. */
  readonly name: string
  readonly value: string
}
export type Environment = Readonly<Record<string, string | undefined>>

/** Shorter ones are ordinary words. */
const LEAST = 8
const SECRET_NAME = /TOKEN|PASSWORD|PASSPHRASE|SECRET|WEBHOOK/
const SECRET_KEY = /^(url|secret|password|token|authorization)$/i
const URL_PASSWORD = /[a-z+]:\/\/[^/\s@]*:([^/\s@]+)@/

export const handedSecrets = (args: readonly string[], env: Environment): readonly HandedSecret[] => {
  const all = [
    ...pairsOf(args).flatMap(([flag, value]) => inFlag(flag, value)),
    ...[...args, ...Object.values(env)].flatMap((text) => inUrl('the password of an address', text ?? '')),
    ...Object.entries(env).flatMap(([name, value]) => inVariable(name, value ?? '')),
  ]
  return all.filter(({ value }) => value.length >= LEAST)
}

const pairsOf = (args: readonly string[]): readonly (readonly [flag: string, value: string])[] =>
  args.flatMap((arg, k) => {
    if (!arg.startsWith('--')) return []
    const [flag = '', value] = arg.split(/=(.*)/s)
    return [[flag, value ?? args[k + 1] ?? '']] as const
  })

const inFlag = (flag: string, value: string): readonly HandedSecret[] => {
  if (flag === '--token' || flag === '--pass') return [{ name: flag, value }]
  if (flag === '--token-file' || flag === '--api-token-file') return inTokens(flag, value)
  return flag === '--notify' ? inChannels(flag, value) : []
}

/** What this process inherits counts only if it is meant for the command. */
const inVariable = (name: string, value: string): readonly HandedSecret[] => {
  if (!/^(SEP|OANDA)_/.test(name) && value === process.env[name]) return []
  if (name === 'SEP_NOTIFY_FILE') return inChannels(name, value)
  if (name.endsWith('_URL_FILE')) return inUrl(name, textOf(value))
  if (!SECRET_NAME.test(name)) return []
  return name.endsWith('_FILE') ? inTokens(name, value) : [{ name, value }]
}

const inUrl = (name: string, text: string): readonly HandedSecret[] => {
  const password = URL_PASSWORD.exec(text)?.[1]
  return password === undefined ? [] : [{ name, value: decodeURIComponent(password) }]
}

/** The first word of each line; a line of JSON holds a hash, not a token. */
const inTokens = (name: string, path: string): readonly HandedSecret[] =>
  textOf(path)
    .split('\n')
    .map((line) => line.trim().split(/\s/)[0] ?? '')
    .filter((word) => !/^[{#[]/.test(word))
    .map((value) => ({ name, value }))

const inChannels = (name: string, path: string): readonly HandedSecret[] => {
  const leaves = (key: string, value: unknown): readonly HandedSecret[] => {
    if (typeof value === 'object' && value !== null)
      return Object.entries(value).flatMap(([own, inner]) => leaves(Array.isArray(value) ? key : own, inner))
    if (typeof value !== 'string' || !SECRET_KEY.test(key)) return []
    const at = `${key} in the file of ${name}`
    const path = key === 'url' && URL.canParse(value) ? [new URL(value).pathname.slice(1)] : []
    return [value, ...path].map((secret) => ({ name: at, value: secret }))
  }
  return leaves('', parse(textOf(path)))
}

const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')
