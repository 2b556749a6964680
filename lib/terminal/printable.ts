/**
 * Text that may come from files, folders, a broker or a store, for a terminal. Control characters could move its cursor, hide text or set
 * its title; marks of direction make a line read differently from its bytes.
 */

/** Controls (C0, DEL, C1), marks of format and direction, separators of lines, and halves of a pair that stand alone. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** They become escapes like \u001b, which JSON reads as the same character. Newlines and tabs stay. */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, (found) => (found === '\n' || found === '\t' ? found : escaped(found)))

/** The same on one line: a newline within the text cannot pass for another line of this program. */
export const printableLine = (text: string): string => text.replace(UNPRINTABLE, escaped)

/** Per unit of UTF-16, as JSON has it. */
const escaped = (found: string): string =>
  found
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
