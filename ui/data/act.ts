/** Calls that change the state, with the CSRF header of the session. */
import type { z } from 'zod'
import type { controlAnswerSchema } from '../../api/contract/control.js'
import { fetchJson } from './fetch-json.js'
import type { SessionView } from './reads.js'

export type ControlAnswerView = z.output<typeof controlAnswerSchema>

export const act = (path: string, body?: object): Promise<ControlAnswerView> => post(path, body)

/** `patienceMs`: for a call that computes. */
export const post = async <T>(path: string, body?: object, patienceMs?: number): Promise<T> => {
  // Asked each time: a session ends, and the header belongs to it.
  const { csrf } = (await fetchJson('/api/session')) as SessionView
  const headers = {
    ...(body ? { 'content-type': 'application/json' } : {}),
    ...(csrf === null ? {} : { 'x-csrf-token': csrf }),
  }
  const init = { method: 'POST', headers, ...(body ? { body: JSON.stringify(body) } : {}) }
  return (await fetchJson(path, init, patienceMs)) as T
}
