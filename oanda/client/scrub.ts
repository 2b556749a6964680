import { withoutSecrets } from '../../lib/log/secret-values.js'

/** Longest text of the broker in a message. */
const TEXT_MAX = 200
const CONTROL = /\p{Cc}+/gu

/** Makes a text of the broker or the network safe to show: one short line without the secret, plain or percent-encoded. */
export const scrubber =
  (secret: string) =>
  (text: string): string => {
    const clean = withoutSecrets(text)
      .replaceAll(secret, '***')
      .replaceAll(encodeURIComponent(secret), '***')
      .replace(CONTROL, ' ')
      .trim()
    return clean.length > TEXT_MAX ? `${clean.slice(0, TEXT_MAX)}...` : clean
  }
