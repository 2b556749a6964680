/** `sep token`: who may ask the interface of a running process. */
import { type Command, Option } from 'commander'
import { newLoginCode, newToken, revokeName } from '../../api/auth/manage-tokens.js'
import { readTokens } from '../../api/auth/token-file.js'
import { tokenScopeSchema } from '../../api/auth/token-lines.js'
import { systemClock } from '../../lib/clock.js'
import { isoTime } from '../../lib/iso-time.js'
import { print } from '../../lib/terminal/stdout.js'
import { SepError } from '../../model/error-codes.js'
import { timeFlag } from '../shared/flags.js'
import { printJson } from '../shared/output.js'

interface TokenOptions {
  readonly tokenFile: string
  readonly json: boolean
}
interface NewOptions extends TokenOptions {
  readonly scope: 'read' | 'control' | 'admin'
  readonly expires?: number
}
interface LinkOptions extends TokenOptions {
  readonly url: string
  readonly name: string
}

export const addToken = (program: Command): void => {
  const token = program
    .command('token')
    .description('tokens of the REST interface and login links of the page: new, list, revoke, link')
  withFile(
    token
      .command('new <name>')
      .description('makes a token and prints its secret once; the file keeps only its SHA-256')
      .addOption(
        new Option('--scope <scope>', 'read; control: also what stops trading; admin: also what starts it')
          .choices(tokenScopeSchema.options)
          .makeOptionMandatory(),
      )
      .addOption(
        new Option('--expires <time>', 'UTC, like 2026-12-31; without it never').argParser((text) =>
          timeFlag('--expires', text),
        ),
      ),
  ).action((name: string, options: NewOptions) => {
    const { scope, expires, tokenFile, json } = options
    const secret = newToken(
      tokenFile,
      { name, scope, ...(expires === undefined ? {} : { expiresMs: expires }) },
      systemClock.nowMs(),
    )
    if (json) printJson({ name, scope, secret })
    else print(`${secret}\n`)
  })
  withFile(token.command('list').description('names, scopes and ages of the tokens')).action(list)
  withFile(
    token
      .command('revoke <name>')
      .description('ends a token, or the sessions of a login link; running processes obey within 2 s'),
  ).action((name: string, { tokenFile, json }: TokenOptions) => {
    revokeName(tokenFile, name, systemClock.nowMs())
    if (json) printJson({ name, revoked: true })
    else print(`${name} is revoked\n`)
  })
  withFile(
    token
      .command('link')
      .description('prints a link that logs a browser in once within 10 minutes, with scope control')
      .option('--url <url>', 'where the page is', 'http://localhost:8000')
      .option('--name <name>', 'of the session, for the journal and for revoke', 'browser'),
  ).action(link)
}

const withFile = (command: Command): Command =>
  command
    .requiredOption('--token-file <file>', 'the file of the tokens, mode 0600; new and link create it')
    .option('--json', 'print one JSON object', false)

const list = ({ tokenFile, json }: TokenOptions): void => {
  const tokens = readTokens(tokenFile).tokens.map(({ sha256: _digest, ...token }) => token)
  if (json) printJson({ tokens })
  else
    for (const { name, scope, created, expires } of tokens)
      print(`${name}  ${scope}  created ${created}${expires === undefined ? '' : `  expires ${expires}`}\n`)
}

const link = ({ tokenFile, json, url, name }: LinkOptions): void => {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new SepError('bad-argument', `--url ${url}: write one like http://localhost:8000`)
  const { code, expiresMs } = newLoginCode(tokenFile, name, systemClock.nowMs())
  const target = new URL(`/login?code=${code}`, url).href
  if (json) printJson({ name, url: target, expires: isoTime(expiresMs) })
  else print(`${target}\n`)
}
