/** Text within the length that a service takes, cut between characters. */

const CUT = '…'
const moreText = (count: number): string => `${CUT} and ${count} more`

/** How a service counts. */
export type LengthOf = (text: string) => number

/** Units of UTF-16, which are never fewer than characters. */
export const lengthInUnits: LengthOf = (text) => text.length
export const lengthInBytes: LengthOf = (text) => Buffer.byteLength(text)

export const clipped = (text: string, most: number, lengthOf: LengthOf = lengthInUnits): string => {
  if (lengthOf(text) <= most) return text
  const room = most - lengthOf(CUT)
  const kept: string[] = []
  let length = 0
  for (const character of text) {
    length += lengthOf(character)
    if (length > room) break
    kept.push(character)
  }
  return `${kept.join('')}${CUT}`
}

/** Whole lines as far as they fit, then how many are left out. A first line that is too long is cut. */
export const clippedLines = (lines: readonly string[], most: number, lengthOf: LengthOf = lengthInUnits): string => {
  const whole = lines.join('\n')
  if (lengthOf(whole) <= most) return whole
  const kept: string[] = []
  let room = most - lengthOf(moreText(lines.length))
  for (const line of lines) {
    room -= lengthOf(line) + 1
    if (room < 0) break
    kept.push(line)
  }
  const left = lines.length - kept.length
  return kept.length === 0 ? clipped(whole, most, lengthOf) : `${kept.join('\n')}\n${moreText(left)}`
}
