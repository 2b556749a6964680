/** Longest text of the broker that a message repeats. */
const TEXT_MAX = 200
const CONTROL = /\p{Cc}+/gu

/** Makes a text of the broker or of the network fit to be shown: one short line in which the secret, plain or percent-encoded, does not occur. */
export const scrubber =
  (secret: string) =>
  (text: string): string => {
    const clean = text
      .replaceAll(secret, '***')
      .replaceAll(encodeURIComponent(secret), '***')
      .replace(CONTROL, ' ')
      .trim()
    return clean.length > TEXT_MAX ? `${clean.slice(0, TEXT_MAX)}...` : clean
  }
