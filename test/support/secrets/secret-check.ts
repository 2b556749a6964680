/** Fails where the output of a child process shows a secret that it was given, or a token of the interface. */
import { type Environment, handedSecrets } from './handed-secrets.js'
import { secretForms } from './secret-forms.js'

/** What the command prints on purpose: `sep token new` and `link`, the login link of the demo. */
export type PrintedSecret = 'token' | null

/** As api/auth makes them; nobody but the command that makes one may print it. */
const API_TOKEN = /sep_[A-Za-z0-9_-]{43}/

/** Returns a check of a further piece of one stream. */
export const secretCheck = (
  program: string,
  args: readonly string[],
  env: Environment,
  prints: PrintedSecret = null,
): ((piece: string) => void) => {
  const forms = handedSecrets(args, env).flatMap(({ name, value }) =>
    secretForms(value).map(([form, text]) => ({ name, form, text })),
  )
  const overlap = Math.max(64, ...forms.map(({ text }) => text.length))
  const kept = { tail: '' }
  return (piece) => {
    const text = kept.tail + piece
    kept.tail = text.slice(-overlap)
    const found = forms.find((form) => text.includes(form.text))
    if (found) throw new Error(`${program} printed a secret it was given, ${found.name}, ${found.form}`)
    if (prints !== 'token' && API_TOKEN.test(text)) throw new Error(`${program} printed a token of the interface`)
  }
}
