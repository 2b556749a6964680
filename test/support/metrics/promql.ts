/** What an expression of PromQL reads. */
import { parser } from '@prometheus-io/lezer-promql'
import type { SyntaxNodeRef } from '@lezer/common'

export interface Matcher {
  readonly label: string
  readonly op: string
  readonly value: string
}
export interface Selector {
  readonly metric: string
  readonly matchers: readonly Matcher[]
}
export interface PromQl {
  readonly selectors: readonly Selector[]
  /** Labels that are grouped or matched by. */
  readonly groupings: readonly string[]
}

/** Throws where the expression does not parse. */
export const parsePromQl = (expression: string): PromQl => {
  const selectors: { metric: string; matchers: Matcher[] }[] = []
  const groupings: string[] = []
  const textOf = ({ from, to }: SyntaxNodeRef) => expression.slice(from, to)
  parser.parse(expression).iterate({
    enter: (node) => {
      if (node.type.isError) throw new Error(`${expression}: no PromQL at character ${node.from}`)
      const parent = node.node.parent?.name
      if (node.name === 'Identifier' && parent === 'VectorSelector')
        selectors.push({ metric: textOf(node), matchers: [] })
      if (node.name === 'LabelName' && parent === 'GroupingLabels') groupings.push(textOf(node))
      if (node.name !== 'UnquotedLabelMatcher') return
      const [, label, op, value] = /^(\w+)\s*(=~|!~|!=|=)\s*"(.*)"$/.exec(textOf(node)) ?? []
      if (label === undefined) throw new Error(`${expression}: the matcher ${textOf(node)} cannot be read`)
      selectors.at(-1)?.matchers.push({ label, op: op!, value: value! })
    },
  })
  return { selectors, groupings }
}
