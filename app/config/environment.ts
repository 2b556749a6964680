/** The only reader of the environment. */
import { readFileSync } from 'node:fs'
import { hideSecret } from '../../lib/log/secret-values.js'
import { SepError } from '../../model/error-codes.js'

/** Values that may stand in a file: NAME_FILE is its path, as container secrets have it. The token has checks of its own. */
const FROM_FILES = [
  'OANDA_ENV',
  'OANDA_ACCOUNT_ID',
  'OANDA_REST_URL',
  'OANDA_STREAM_URL',
  'SEP_STORE_URL',
  'SEP_STORE_BIN',
  'VALKEY_URL',
]

/** Whatever has such a name is a secret, whether SEP reads it or not. */
const SECRET_NAME = /(TOKEN|PASSWORD|PASSWD|SECRET|API_KEY)$/

type Environment = Readonly<Record<string, string>>

/** With NAME_FILE read into NAME, and VALKEY_URL as another name of SEP_STORE_URL. */
export const environment = (): Environment => {
  const own = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  for (const [name, value] of Object.entries(own)) if (SECRET_NAME.test(name)) hideSecret(value)
  const read = FROM_FILES.flatMap((name) => {
    const path = own[`${name}_FILE`]
    if (!path) return []
    if (own[name]) throw new SepError('bad-config', `${name} and ${name}_FILE are both set`)
    return [[name, valueIn(`${name}_FILE`, path)] as const]
  })
  return Object.freeze(withStoreUrl({ ...own, ...Object.fromEntries(read) }))
}

const withStoreUrl = (env: Environment): Environment => {
  const { SEP_STORE_URL: own, VALKEY_URL: alias } = env
  if (!alias || own === alias) return env
  // Neither value is shown: an address may hold a password.
  if (own) throw new SepError('bad-config', 'SEP_STORE_URL and VALKEY_URL name the same setting and differ')
  return { ...env, SEP_STORE_URL: alias }
}

const valueIn = (name: string, path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (cause) {
    throw new SepError('bad-config', `${name}=${path}: ${(cause as NodeJS.ErrnoException).code}: cannot be read`, {
      cause,
    })
  }
}
