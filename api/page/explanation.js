// Why an order was sent or not: the verdict, and the steps from the risk node back to the candle.
import { byId, keepChildren, make, setText } from './dom.js'
import { dayTime, NONE } from './format.js'

// Integers such as times and units are shown in full; everything else with nine digits.
const text = (value) => (value === null ? NONE : String(Number.isInteger(value) ? value : Number(value.toPrecision(9))))

const createStep = ({ node, kind }) => {
  const summary = make('summary', { title: kind }, make('b', {}, node), ' ', make('span'))
  return make('li', {}, make('details', {}, summary, make('dl')))
}
const fillStep = (item, step) => {
  const [summary, list] = item.firstElementChild.children
  setText(summary.lastElementChild, step.says)
  keepChildren(
    list,
    Object.entries(step.values),
    ([column]) => column,
    ([column]) => make('div', {}, make('dt', {}, column), make('dd')),
    (div, [, value]) => setText(div.lastElementChild, text(value)),
  )
}

// `pinned`: the reader selected this slice, so it stays.
export const showExplanation = (explanation, pinned) => {
  setText(
    byId('why-slice'),
    `${explanation.instrument}, ${pinned ? 'slice of' : 'newest slice,'} ${dayTime(explanation.tsMs)}`,
  )
  setText(byId('verdict'), explanation.verdict)
  byId('why-now').hidden = !pinned
  keepChildren(byId('steps'), explanation.steps, (step) => step.node, createStep, fillStep)
}

export const showNoExplanation = (why, pinned) => {
  setText(byId('verdict'), why)
  byId('why-now').hidden = !pinned
  byId('steps').replaceChildren()
}
