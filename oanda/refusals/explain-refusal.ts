/** What a reason or an HTTP status of the broker means, and what SEP does. */
import { HTTP_REFUSALS } from './http-refusals.js'
import type { Refusal } from './refusal.js'
import { BROKER_REFUSALS } from './reasons.js'

/** `INSUFFICIENT_MARGIN`, `401` or `HTTP_401`; null = not known. */
export const explainRefusal = (code: string): { readonly means: string; readonly does: string } | null => {
  const known = (group: Refusal) => group.reject.includes(code) || group.cancel.includes(code)
  return (
    HTTP_REFUSALS.find(({ status }) => `${status}` === code.replace(/^HTTP[_ ]/, '')) ??
    BROKER_REFUSALS.find(known) ??
    null
  )
}

/** Each reason and status that is known. */
export const allRefusals = (): readonly {
  readonly reason: string
  readonly means: string
  readonly does: string
}[] => [
  ...HTTP_REFUSALS.map(({ status, means, does }) => ({ reason: `${status}`, means, does })),
  ...BROKER_REFUSALS.flatMap(({ reject, cancel, means, does }) =>
    [...new Set([...reject, ...cancel])].map((reason) => ({ reason, means, does })),
  ),
]

/** The whole in Markdown. */
export const refusalList = (): string =>
  [
    '### By HTTP status',
    '',
    ...HTTP_REFUSALS.map(({ status, means, does }) => entry(`**${status}**`, means, does)),
    '### By reason',
    '',
    'In plain type: the order was rejected (400 or 404). In italics: it was created and cancelled (201 all the same). In bold: either.',
    '',
    ...BROKER_REFUSALS.map(({ reject, cancel, means, does }) => entry(reasonsText(reject, cancel), means, does)),
  ].join('\n')

const reasonsText = (reject: readonly string[], cancel: readonly string[]): string =>
  [...new Set([...reject, ...cancel])]
    .map((name) =>
      !cancel.includes(name) ? `\`${name}\`` : reject.includes(name) ? `**\`${name}\`**` : `_\`${name}\`_`,
    )
    .join(', ')

const entry = (head: string, means: string, does: string): string =>
  [...wrapped(`- ${head}:`, means, '  '), ...wrapped('  - SEP:', does, '    '), ''].join('\n')

const LINE_MOST = 120

/** Lines of at most 120 characters where words allow it. */
const wrapped = (head: string, text: string, indent: string): readonly string[] => {
  const lines: string[] = []
  for (const word of `${head.trimStart()} ${text}.`.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined) lines.push(`${/^ */.exec(head)?.[0] ?? ''}${word}`)
    else if (last.length + 1 + word.length <= LINE_MOST) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`${indent}${word}`)
  }
  return lines
}
