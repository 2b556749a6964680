/** A completion for fish. */
import type { CommandNode } from './command-tree.js'
import { shortened } from './zsh-script.js'

const quoted = (text: string): string => `'${text.replace(/['\\]/g, '')}'`

export const fishScript = (tree: readonly CommandNode[]): string => `# fish completion for sep
# For every shell: sep completion fish > ~/.config/fish/completions/sep.fish
# With a checkout or a package: alias sep='npx --no sep'
function __sep_at
    set -l words (commandline -opc)
    set -l path
    for word in $words[2..-1]
        contains -- (string join -- ' ' $path $word) ${tree
          .filter(({ path }) => path !== '')
          .map(({ path }) => quoted(path))
          .join(' ')}
        and set -a path $word
    end
    set -l joined (string join -- ' ' $path)
    test "x$joined" = "x$argv"
end
complete -c sep -f
${tree.flatMap((node) => linesOf(node, tree)).join('\n')}
`

const linesOf = (
  { path, children, words, flags, takesPaths }: CommandNode,
  tree: readonly CommandNode[],
): readonly string[] => {
  const here = `complete -c sep -n ${quoted(`__sep_at ${path}`.trim())}`
  const commands = children.map((name) => {
    const about = tree.find((node) => node.path === `${path} ${name}`.trim())?.about ?? ''
    return `${here} -a ${name} -d ${quoted(shortened(about))}`
  })
  const options = flags.map(({ long, about, value }) => {
    const takes =
      value === undefined
        ? ''
        : value.choices.length > 0
          ? ` -x -a ${quoted(value.choices.join(' '))}`
          : value.isPath
            ? ' -r -F'
            : ' -x'
    return `${here} -l ${long.slice(2)}${takes} -d ${quoted(shortened(about))}`
  })
  const operands = words.length === 0 ? [] : [`${here} -a ${quoted(words.join(' '))}`]
  return [...commands, ...operands, ...options, ...(takesPaths ? [`${here} -F`] : [])]
}
