/** The forms in which a text may show a secret. */

/** A base64 text is cut into three bytes at another place for each number of bytes before the secret. */
const base64At = (secret: string, before: number): string =>
  Buffer.from('\0'.repeat(before) + secret)
    .toString('base64')
    .slice(before === 0 ? 0 : 4)
    .replace(/.{0,2}=*$/, '')

export const secretForms = (secret: string): readonly (readonly [form: string, text: string])[] => [
  ['in plain text', secret],
  ...[0, 1, 2].map((before) => ['in base64', base64At(secret, before)] as const).filter(([, text]) => text.length >= 6),
  ['in hexadecimal', Buffer.from(secret).toString('hex')],
  ['URL-encoded', encodeURIComponent(secret)],
]
