/** A test order is placed only after the account id was typed, and with real money only with a flag more. */
import { createInterface } from 'node:readline/promises'
import { SepError } from '../../../model/error-codes.js'
import type { Target } from '../../../oanda/client/target.js'
import { writeToStderr } from '../../../lib/stderr.js'

export interface ConfirmOptions {
  readonly placeTestOrder: boolean
  readonly confirm?: string
  readonly realMoney: boolean
}

export const confirmTestOrder = async (
  { confirm, realMoney }: ConfirmOptions,
  { environment, accountId }: Target,
): Promise<void> => {
  if ((environment === 'live' || accountId.startsWith('001-')) && !realMoney)
    throw new SepError('bad-argument', `${accountId} has real money: a test order there needs --real-money, too`)
  const typed = confirm ?? (await ask(`Type the account id to place one order of the least size on ${environment}: `))
  if (typed !== accountId)
    throw new SepError('bad-argument', `"${typed}" is not the account: no order was placed (--confirm ${accountId})`)
}

const ask = async (question: string): Promise<string> => {
  writeToStderr(question)
  const lines = createInterface({ input: process.stdin })
  try {
    for await (const line of lines) return line.trim()
    return ''
  } finally {
    lines.close()
  }
}
