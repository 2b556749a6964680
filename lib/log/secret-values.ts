/** Secrets that this process has read. No line and no document of it may show one, whatever a library or a server puts into its text. */

/** Shorter ones would blot out ordinary words. */
const LEAST = 8

const forms = new Set<string>()

/** Call it where a secret is read. */
export const hideSecret = (secret: string): void => {
  if (secret.length < LEAST) return
  const bytes = Buffer.from(secret)
  for (const form of [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ])
    forms.add(form)
}

export const withoutSecrets = (text: string): string => {
  // The longest first: a form may be the beginning of another.
  const found = [...forms].filter((form) => text.includes(form)).toSorted((a, b) => b.length - a.length)
  return found.reduce((clean, form) => clean.replaceAll(form, '***'), text)
}
