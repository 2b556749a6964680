/** Acknowledges an alarm, in the name of the reader. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { act } from './act.js'
import type { ApiProblem } from './api-problem.js'

export const useAcknowledge = (id: string) => {
  const client = useQueryClient()
  return useMutation<unknown, ApiProblem, void>({
    mutationFn: () => act(`/api/alarms/${encodeURIComponent(id)}/ack`),
    onSettled: () => client.invalidateQueries(),
  })
}
