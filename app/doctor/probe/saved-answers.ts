/** Answers of the broker in a file: scrubbed, so that they can be shown, kept as a fixture, and judged again. */
import { z } from 'zod'
import { assert } from '../../../lib/errors.js'
import { isoTime } from '../../../lib/iso-time.js'
import { SepError } from '../../../model/error-codes.js'
import { ENDPOINT_NAMES } from '../../../oanda/contract/endpoints.js'
import type { Recorded } from '../../../oanda/contract/judge-answers.js'
import { scrubAnswer, type ScrubOptions } from '../../../oanda/contract/scrub-answer.js'

const savedAnswers = z.object({
  /** Where the answers come from, in words. */
  source: z.string(),
  answers: z.array(z.object({ endpoint: z.enum(ENDPOINT_NAMES), document: z.unknown() })),
})

export interface AnswersToSave extends ScrubOptions {
  readonly environment: string
  readonly accountId: string
  readonly token: string
  readonly atMs: number
  readonly recorded: readonly Recorded[]
}

/** Name and text of the file. Several equal answers are kept once. */
export const savedText = (given: AnswersToSave): { readonly name: string; readonly text: string } => {
  const [, division = '', user = ''] = /^\d+-(\d+)-(\d+)-/.exec(given.accountId) ?? []
  const answers = given.recorded.map((one) => scrubAnswer(one, given))
  const distinct = [...new Map(answers.map((answer) => [JSON.stringify(answer), answer])).values()]
  const day = isoTime(given.atMs).slice(0, 10)
  const source = `sep doctor, ${given.environment}, division ${division}, ${day}`
  const text = `${JSON.stringify({ source, answers: distinct }, null, 1)}\n`
  assert(!text.includes(given.token), 'a saved answer holds no token')
  assert(!text.includes(`-${user}-`), 'a saved answer holds no account')
  return { name: `oanda-${given.environment}-${division}-${day}.json`, text }
}

export const readSavedAnswers = (path: string, text: string): z.output<typeof savedAnswers> => {
  const result = savedAnswers.safeParse(parsed(text))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new SepError(
    'bad-argument',
    `${path}: not saved answers of the broker: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  )
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
