/**
 * Options with a checked value. All commands parse numbers, times and currencies here, strictly.
 * What is malformed or out of range is `bad-argument`.
 */
import { Option } from 'commander'
import { parseIsoTime } from '../../lib/iso-time.js'
import { SepError } from '../../model/error-codes.js'

export interface NumberRange {
  readonly least: number
  readonly most: number
}
/** 0 takes any free port. */
export const PORTS: NumberRange = Object.freeze({ least: 0, most: 65_535 })
export const SEEDS: NumberRange = Object.freeze({ least: 0, most: 2 ** 32 - 1 })

interface NumberOption extends NumberRange {
  /** Value without the flag; leave it out where there is none. */
  readonly fallback?: number
}

/** Decimal digits only: empty text, 1e3, 0x10, 1.0, +1 and blanks are refused. */
export const integerFlag = (flag: string, text: string, range: NumberRange): number =>
  inRange(flag, text, /^\d+$/.test(text) ? Number(text) : Number.NaN, range, 'a whole number')

/** `14,30,60`: integers in their range, each once. */
export const integersFlag = (flag: string, text: string, range: NumberRange): readonly number[] => {
  const numbers = text.split(',').map((part) => integerFlag(flag, part, range))
  if (new Set(numbers).size === numbers.length) return numbers
  throw new SepError('bad-argument', `${flag} ${text}: each number once`)
}

/** `--flag <n>`: an integer in its range, which the help text names. */
export const integerOption = (flag: string, about: string, of: NumberOption): Option =>
  parsedOption(`${flag} <n>`, `${about}, ${of.least} to ${of.most}`, (text) => integerFlag(flag, text, of), of.fallback)

/** `--flag <x>`: digits with or without a fraction, in its range. */
export const numberOption = (flag: string, about: string, of: NumberOption): Option =>
  parsedOption(
    `${flag} <x>`,
    `${about}, ${of.least} to ${of.most}`,
    (text) => inRange(flag, text, decimal(text), of, 'a number'),
    of.fallback,
  )

/** `--speed <times>`: a number like 60 or 60x. */
export const speedOption = (about: string, most: number, fallback?: number): Option =>
  parsedOption(
    '--speed <times>',
    `${about}, 0.01 to ${most}; a trailing x is accepted`,
    (text) =>
      inRange('--speed', text, decimal(text.replace(/x$/i, '')), { least: 0.01, most }, 'a number', ', like 60 or 60x'),
    fallback,
  )

/** `--flag <share>`: between 0 and 1, both excluded; digits with a fraction, as for all numbers. */
export const shareOption = (flag: string, about: string, fallback: number): Option =>
  parsedOption(
    `${flag} <share>`,
    about,
    (text) => {
      const share = decimal(text)
      if (share > 0 && share < 1) return share
      throw new SepError('bad-argument', `${flag} ${text}: a number between 0 and 1 is needed`)
    },
    fallback,
  )

/** `--flag <currency>`: three capital letters. */
export const currencyOption = (flag: string, about: string, fallback: string): Option =>
  parsedOption(
    `${flag} <currency>`,
    about,
    (text) => {
      if (/^[A-Z]{3}$/.test(text)) return text
      throw new SepError('bad-argument', `${flag} ${text}: write a currency like USD`)
    },
    fallback,
  )

/** `--pair <name>` or `--instrument <name>`, each with the other as its alias: an instrument like EUR_USD. */
export const pairOption = (flag: '--pair' | '--instrument', about: string): Option =>
  parsedOption(
    `${flag === '--pair' ? '--instrument' : '--pair'}, ${flag} <name>`,
    about,
    (text) => {
      if (/^[A-Z]{3}_[A-Z]{3}$/.test(text)) return text
      throw new SepError('bad-argument', `${flag} ${text}: write an instrument like EUR_USD`)
    },
    undefined,
  )

/** ISO time, or milliseconds since 1970; a plain date is midnight UTC. */
export const timeFlag = (flag: string, text: string): number => {
  // Twelve digits and more: ten are seconds, which would lie in 1970.
  const ms = /^\d{12,13}$/.test(text) ? Number(text) : parseIsoTime(text)
  if (!Number.isFinite(ms))
    throw new SepError('bad-argument', `${flag} ${text}: not a time; write 2014-05-12 or 2014-05-12T08:00Z`)
  return ms
}

/** Collects the values of a repeatable flag; for commander's `option(flags, about, collect, [])`. */
export const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

const parsedOption = <T>(flags: string, about: string, parse: (text: string) => T, fallback: T | undefined): Option => {
  const option = new Option(flags, about).argParser(parse)
  return fallback === undefined ? option : option.default(fallback)
}

const decimal = (text: string): number => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN)

const inRange = (
  flag: string,
  text: string,
  value: number,
  { least, most }: NumberRange,
  kind: string,
  example = '',
): number => {
  if (value >= least && value <= most) return value
  throw new SepError('bad-argument', `${flag} ${text}: ${kind} from ${least} to ${most}${example}`)
}
