/** Whether there is an access token, before anything is asked with it. */
import { looksLikeOandaToken, readTokenFile } from '../../oanda/client/token-file.js'
import { CodedError } from '../../lib/errors.js'
import { failed, type Finding, warning } from './finding.js'

/** No finding where all is well. `real`: OANDA itself is asked, not a paper broker. */
export const tokenFile = (path: string, real: boolean): readonly Finding[] => {
  if (path === '')
    return [
      failed(
        'token',
        'none: make one at the broker, put it into a file, and name it with --token-file (or OANDA_TOKEN_FILE)',
      ),
    ]
  try {
    const { token, warning: open } = readTokenFile(path)
    return [
      ...(open === null ? [] : [warning('token', open)]),
      ...(real && !looksLikeOandaToken(token)
        ? [warning('token', `${path}: not of the usual form, 32 and 32 of 0-9 and a-f with a hyphen between: cut off?`)]
        : []),
    ]
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return [failed('token', error.message)]
  }
}
