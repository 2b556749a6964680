/** Answers of the real broker, as public clients recorded them: shapes and codes, without persons and amounts. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readSavedAnswers } from '../../../app/doctor/probe/saved-answers.js'
import type { Recorded } from '../../../oanda/contract/judge-answers.js'
import { ROOT } from '../../support/paths.js'
import * as broker from '../../support/recorded-broker.js'

const FOLDER = join(ROOT, 'test/oanda/contract/recorded')

export const savedFiles: readonly string[] = readdirSync(FOLDER).sort()

export const answersOf = (file: string): readonly Recorded[] =>
  readSavedAnswers(file, readFileSync(join(FOLDER, file), 'utf8')).answers

const of = (endpoint: Recorded['endpoint'], document: unknown): Recorded => ({ endpoint, document })

/** From 2017 to 2024, several clients. */
export const singleAnswers: readonly Recorded[] = [
  of('summary', broker.summary),
  of('instruments', { instruments: [broker.instrument], lastTransactionID: '5' }),
  of('pricing', broker.pricing),
  of('candles', broker.candles),
  of('order', broker.filled),
  of('order', broker.tradeClosed),
  of('order', broker.halted),
  of('order', broker.rejected),
  of('transaction line', { userID: 1, accountID: '101-001-1-001', batchID: '121', ...broker.financing }),
  of('transaction line', broker.transfer),
  of('transaction line', broker.streamTransaction),
  of('price line', broker.streamPrice),
  of('price heartbeat', broker.priceHeartbeat),
  of('transaction heartbeat', broker.transactionHeartbeat),
]

export const allAnswers: readonly Recorded[] = [...savedFiles.flatMap(answersOf), ...singleAnswers]
