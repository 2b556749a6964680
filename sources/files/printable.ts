/** Text that is safe on a terminal. */

/** Controls (line ends, escape sequences, NUL), marks that turn the direction of text, and line separators. */
const UNSAFE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** The text with every control character as `\x1b` or `\u202e`. */
export const printable = (text: string): string =>
  text.replace(UNSAFE, (char) => {
    const code = char.codePointAt(0)!
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
