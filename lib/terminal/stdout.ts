/** Standard output: results. No other file writes to it. What is printed has no control characters but our own colours. */
import { once } from 'node:events'
import { withoutSecrets } from '../log/secret-values.js'
import { logIfJson } from '../stderr.js'
import { printable } from './printable.js'

/** Bold, dim, and the colours of results; `printable` takes them from text that is not ours before it is coloured. */
const COLOURS = new RegExp(`(${String.fromCharCode(27)}\\[(?:1|2|22|31|32|33|36|39|90)m)`)

export const print = (text: string): void => {
  process.stdout.write(inColour(withoutSecrets(text)))
}

/** What a service prints for people. Where its log is JSON it is part of that: every line of a service can be parsed. */
export const announce = (text: string): void => {
  if (!logIfJson(text)) print(text)
}

/** Prints a long text, without colours, and waits while the reader is behind. */
export const printSlowly = async (text: string): Promise<void> => {
  if (!process.stdout.write(printable(text))) await once(process.stdout, 'drain')
}

/** On a terminal, replaces the line under the cursor; false elsewhere, where nothing is printed. */
export const overwriteLine = (line: string): boolean => {
  if (process.stdout.isTTY) process.stdout.write(`\r${printable(line)}`)
  return process.stdout.isTTY === true
}

const inColour = (text: string): string =>
  text
    .split(COLOURS)
    .map((part, i) => (i % 2 === 0 ? printable(part) : hasColours() ? part : ''))
    .join('')

/** Only a terminal gets colours; the library gives them to any output where CI or FORCE_COLOR is set. */
const hasColours = (): boolean => process.stdout.isTTY
