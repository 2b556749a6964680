/** Composition root of `sep trials --ask-tell`. */
import { createInterface } from 'node:readline'
import { cacheFolder } from '../app/config/cache-folder.js'
import { environment } from '../app/config/environment.js'
import { openAskTell } from '../app/trials/sweep/ask-tell.js'
import { openSweep } from '../app/trials/sweep/open-sweep.js'
import { systemClock } from '../lib/clock.js'

export interface AskTellInputs {
  readonly file: string
  readonly out: string | null
  readonly ledger: string
  readonly memoryMb: number
  readonly fresh: boolean
  readonly input: NodeJS.ReadableStream
  readonly signal: AbortSignal
  readonly onAnswer: (answer: object) => void
}

/** Answers line by line until the input ends or the signal aborts. */
export const askTell = async (inputs: AskTellInputs): Promise<void> => {
  const open = await openSweep(inputs.file, environment(), { cache: cacheFolder() })
  const out = inputs.out ?? `.sep/sweeps/${open.plan.name}`
  const session = await openAskTell(open, { ...inputs, out, clock: systemClock })
  const lines = createInterface({ input: inputs.input })
  const stop = () => lines.close()
  inputs.signal.addEventListener('abort', stop)
  try {
    for await (const line of lines) if (line.trim() !== '') inputs.onAnswer(await session.answer(line))
  } finally {
    inputs.signal.removeEventListener('abort', stop)
    session.close()
  }
}
