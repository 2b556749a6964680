/** Takes the secrets of a channel out of text that a service or a library has written. */

/** Shorter ones would blot out ordinary words; a channel with such a secret shows no foreign text at all. */
const LEAST = 6

export const scrubbed = (text: string, secrets: readonly string[]): string => {
  if (secrets.some((secret) => secret !== '' && secret.length < LEAST && text.includes(secret))) return '(hidden)'
  // Longest first: one may be a part of another.
  return secrets
    .toSorted((a, b) => b.length - a.length)
    .reduce((clean, secret) => (secret === '' ? clean : clean.replaceAll(secret, '***')), text)
}
