/** A dialog before something that counts: what will happen in words, a word to type where money is put at risk, and what came of it. */
import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { act, type ControlAnswerView } from '../../data/act.js'
import type { ApiProblem } from '../../data/api-problem.js'
import { useBlocked } from '../../data/use-blocked.js'

export interface Choice {
  readonly label: string
  readonly path: string
  readonly body: (typed: string) => object
  readonly danger?: boolean
}
interface AskProps {
  readonly title: string
  readonly children: ReactNode
  readonly choices: readonly Choice[]
  /** What is to be typed before a choice is possible; null = nothing. */
  readonly type?: string | null
  /** The button that opens it. */
  readonly trigger: {
    readonly label: ReactNode
    readonly className?: string
    /** It works also where the server is away or its figures are old. */
    readonly isAlways?: boolean
  }
  readonly onOpen?: (open: boolean) => void
}

export const Ask = ({ title, children, choices, type = null, trigger, onOpen }: AskProps) => {
  const [open, setOpen] = useState(false)
  const change = (next: boolean) => {
    setOpen(next)
    onOpen?.(next)
  }
  const blocked = useBlocked()
  const { label, className, isAlways = false } = trigger
  const reason = isAlways ? null : blocked
  return (
    <AlertDialog.Root open={open} onOpenChange={change}>
      <AlertDialog.Trigger className={className} title={reason ?? undefined} disabled={reason !== null}>
        {label}
      </AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog">
          <AlertDialog.Title>{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />}>{children}</AlertDialog.Description>
          <Choices choices={choices} type={type} close={() => change(false)} />
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

interface ChoicesProps {
  readonly choices: readonly Choice[]
  readonly type: string | null
  readonly close: () => void
}
const Choices = ({ choices, type, close }: ChoicesProps) => {
  const [typed, setTyped] = useState('')
  const client = useQueryClient()
  const call = useMutation<ControlAnswerView, ApiProblem, Choice>({
    mutationFn: ({ path, body }) => act(path, body(typed)),
    onSettled: () => client.invalidateQueries(),
    // What is only taken, not done, stays on the screen with its reason.
    onSuccess: ({ state }) => state === 'done' && close(),
  })
  const { isPending, error, data } = call
  return (
    <>
      {type !== null && (
        <label className="typed">
          Type the account <b>{type}</b> to confirm
          <input value={typed} autoComplete="off" onChange={({ target }) => setTyped(target.value)} />
        </label>
      )}
      <div role="status" className="outcome">
        {error && (
          <p className="note error">
            Not done: {error.message} ({error.code})
          </p>
        )}
        {data && data.state !== 'done' && (
          <p className="note">
            {data.state === 'taken' ? 'Taken, not done yet' : 'Sent, no answer yet'}: {data.why}
          </p>
        )}
      </div>
      <div className="row">
        {choices.map((choice) => (
          <button
            key={choice.label}
            type="button"
            className={choice.danger ? 'danger solid' : ''}
            disabled={isPending || (type !== null && typed !== type)}
            onClick={() => call.mutate(choice)}
          >
            {choice.label}
          </button>
        ))}
        <AlertDialog.Close>{data ? 'Close' : 'Cancel'}</AlertDialog.Close>
      </div>
    </>
  )
}
