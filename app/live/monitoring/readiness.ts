/** Whether a pipeline may trade, and if not, every reason why, in words for `/ready` and the log. */
export interface Readiness {
  /** Sets or (null) clears the reason of one subject. */
  set(subject: string, reason: string | null): void
  reasons(): readonly string[]
}

export const readiness = (say: (text: string) => void): Readiness => {
  const held = new Map<string, string>([['start', 'starting']])
  return {
    set: (subject, reason) => {
      if ((held.get(subject) ?? null) === reason) return
      if (reason === null) held.delete(subject)
      else held.set(subject, reason)
      say(reason === null ? `${subject}: in order` : `not ready: ${reason}`)
      if (held.size === 0) say('ready')
    },
    reasons: () => [...held.values()],
  }
}
