/** TypeScript and JavaScript split into what runs and what is read: a scanner, not a parser. */

export interface Scanned {
  /** Without comments and without the contents of strings, templates and regular expressions. */
  readonly code: string
  /** Without comments. */
  readonly bare: string
  readonly comments: readonly string[]
  /** Contents of string literals and the fixed pieces of templates. */
  readonly strings: readonly string[]
  /** Of the strings those that name a module: after `from`, `import` or `import(`. */
  readonly modules: readonly string[]
}

/** `</a>` and `<a />` are tags. A slash after one of these starts a regular expression; after a name, a number or a bracket it divides. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|yield|await))\s*$/
const BEFORE_MODULE = /\b(?:from|import)\s*\(?\s*$/
/** Comment, quoted string, the opening of a template, or a slash that is none of these. */
const STEP = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|[`{}/]/g
const TEMPLATE = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(`|\$\{)?/y
const REGEX = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y

export const scan = (text: string): Scanned => {
  const comments: string[] = []
  const strings: string[] = []
  const modules: string[] = []
  let code = ''
  let bare = ''
  let at = 0
  /** One entry per open `${`: how many braces are open inside it. */
  const holes: number[] = []
  const keep = (to: number) => {
    code += text.slice(at, to)
    bare += text.slice(at, to)
    at = to
  }
  const literal = (to: number, content: string, marks: string) => {
    strings.push(content)
    if (BEFORE_MODULE.test(code.slice(-20))) modules.push(content)
    code += marks
    bare += text.slice(at, to)
    at = to
  }
  const template = () => {
    TEMPLATE.lastIndex = at
    const [piece, end] = TEMPLATE.exec(text) as RegExpExecArray
    literal(at + piece.length, piece.slice(0, piece.length - (end?.length ?? 0)), end ?? '')
    if (end === '${') holes.push(0)
  }
  for (;;) {
    STEP.lastIndex = at
    const match = STEP.exec(text)
    if (!match) break
    const [mark] = match
    keep(match.index)
    if (mark.startsWith('//') || mark.startsWith('/*')) {
      comments.push(mark)
      at += mark.length
    } else if (mark[0] === "'" || mark[0] === '"') literal(at + mark.length, mark.slice(1, -1), mark[0] + mark[0])
    else if (mark === '/') {
      REGEX.lastIndex = at
      const tag = code.endsWith('<') || text[at + 1] === '>'
      const regex = !tag && BEFORE_REGEX.test(code.slice(-40)) ? REGEX.exec(text) : null
      if (regex) literal(at + regex[0].length, '', '/ /')
      else keep(at + 1)
    } else {
      keep(at + 1)
      const depth = holes.at(-1)
      if (mark === '`') template()
      else if (depth !== undefined && mark === '}' && depth === 0) {
        holes.pop()
        template()
      } else if (depth !== undefined) holes[holes.length - 1] = depth + (mark === '{' ? 1 : -1)
    }
  }
  keep(text.length)
  return { code, bare, comments, strings, modules }
}

const scanned = new Map<string, Scanned>()
/** `scan`, once for each text. */
export const scanOnce = (text: string): Scanned => {
  const known = scanned.get(text) ?? scan(text)
  scanned.set(text, known)
  return known
}
