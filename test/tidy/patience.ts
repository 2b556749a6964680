/** What a page shows comes later than what a test did: tests of the browser read it until it is there, and never once. */
import { parseSync } from 'vite'
import { findings, type Rule } from './rule.js'
import type { SourceFile } from './tree.js'

/** Methods of playwright-core that return what the page shows now. */
const READS = new Set(
  (
    'allInnerTexts allTextContents textContent innerText innerHTML inputValue getAttribute count isVisible isHidden isEnabled ' +
    'isDisabled isChecked isEditable boundingBox evaluate evaluateAll evaluateHandle $ $$ $eval $$eval url title content waitForTimeout'
  ).split(' '),
)
/** Calls that ask again until the answer is right. */
const PATIENT = new Set(['expect.poll', 'until'])
/** Calls whose function is a test of its own. */
const BODIES = new Set(['test', 'it', 'beforeAll', 'beforeEach', 'afterAll', 'afterEach'])
const FUNCTIONS = new Set(['ArrowFunctionExpression', 'FunctionExpression', 'FunctionDeclaration'])

interface Node {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}
const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === 'string'
/** Without names of properties and parameters of objects: `.status` is not the function `status`. */
const childrenOf = ({ computed, property, key, ...others }: Node): Node[] =>
  [...Object.values(others), ...(computed === true ? [property, key] : [])].flat().filter(isNode)
const nameOf = (node: unknown): string => (isNode(node) && node.type === 'Identifier' ? String(node['name']) : '')

/** `expect.poll` of `expect.poll(..)`, `test` of `test.each(..)(..)`. */
const calleeOf = (node: Node): string => {
  const callee = node['callee'] as Node
  if (callee.type === 'CallExpression') return calleeOf(callee).split('.')[0] as string
  if (callee.type !== 'MemberExpression') return nameOf(callee)
  return `${nameOf(callee['object'])}.${nameOf(callee['property'])}`
}

/** `request.url()` is of the test's own side. */
const isRead = (node: Node, text: string): boolean => {
  if (node.type !== 'CallExpression') return false
  const { type, property, object } = node['callee'] as Node
  if (type !== 'MemberExpression' || !READS.has(nameOf(property))) return false
  return !/request/i.test(text.slice((object as Node).start, (object as Node)['end'] as number))
}

/** `await page.evaluate(..)` whose answer is dropped does something, and reads nothing. */
const isAction = (node: Node): boolean => {
  const call = node['expression'] as Node | undefined
  const inner = call?.type === 'AwaitExpression' ? (call['argument'] as Node) : call
  return (
    node.type === 'ExpressionStatement' && inner?.type === 'CallExpression' && calleeOf(inner).endsWith('.evaluate')
  )
}

/** A function that reads is a read itself, by its name. */
const ownFunction = (node: Node): string => {
  if (node.type === 'FunctionDeclaration') return nameOf(node['id'])
  const init = node['init']
  return node.type === 'VariableDeclarator' && isNode(init) && FUNCTIONS.has(init.type) ? nameOf(node['id']) : ''
}

/** Where something is read once: the names of functions that do, '' for the body of a test. */
const readersOf = (root: Node, text: string, known: ReadonlySet<string>): string[] => {
  const found: string[] = []
  const visit = (node: Node, reader: string): void => {
    if (isAction(node)) return
    const callee = node.type === 'CallExpression' ? calleeOf(node) : ''
    if (PATIENT.has(callee)) return
    if (isRead(node, text) || (node.type === 'Identifier' && known.has(nameOf(node)))) found.push(reader)
    const inner = ownFunction(node) || (BODIES.has(callee.split('.')[0] as string) ? '' : reader)
    for (const child of childrenOf(node)) if (child !== (ownFunction(node) ? node['id'] : null)) visit(child, inner)
  }
  visit(root, '')
  return found
}

const impatientReads = ({ path, text }: SourceFile): number => {
  const root: unknown = parseSync(path, text).program
  if (!isNode(root)) throw new Error(`${path} cannot be parsed`)
  const known = new Set<string>()
  for (;;) {
    const found = readersOf(root, text, known)
    const more = found.filter((name) => name !== '' && !known.has(name))
    if (more.length === 0) return found.filter((name) => name === '').length
    for (const name of more) known.add(name)
  }
}

const HOME = 'test/support/browser/'
const isOfBrowser = ({ path, text }: SourceFile): boolean =>
  /^test\/(?!bench\/|tidy\/)/.test(path) &&
  !path.startsWith(HOME) &&
  /from '(?:playwright-core|[./]+(?:support\/)?browser\/)/.test(text)

export const patience: Rule = {
  name: 'patience',
  law: `A test reads a page inside expect.poll or until, or by a function of ${HOME}: once is a race with what draws the page.`,
  measure: (tree) =>
    findings(tree.filter(isOfBrowser).map((file): [string, number] => [file.path, impatientReads(file)])),
}
