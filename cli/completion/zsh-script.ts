/** A completion for zsh, with the first words of each description. */
import type { CommandFlag, CommandNode } from './command-tree.js'

const escaped = (text: string): string => text.replace(/['\\[\]:`$"]/g, '')
/** The first words, so that a line of the menu is a line. */
export const shortened = (text: string): string => {
  const [first = ''] = text.split(/[;:.] /)
  return first.length > 60 ? `${first.slice(0, first.lastIndexOf(' ', 60))} ..` : first
}

export const zshScript = (tree: readonly CommandNode[]): string => `#compdef sep
# zsh completion for sep
# For every shell: sep completion zsh > a folder of $fpath, as _sep; then compinit
# With a checkout or a package: alias sep='npx --no sep'
_sep_at() {
  case "$1" in
${tree.map((node) => nodeCase(node, tree)).join('\n')}
  esac
}
_sep() {
  local path_='' word n
  typeset -ga sep_commands sep_flags
  _sep_at ''
  for ((n = 2; n < CURRENT; n++)); do
    word=$words[n]
    if (( \${sep_commands[(I)$word:*]} )); then
      path_="\${path_:+$path_ }$word"
      _sep_at "$path_"
      words=(sep "\${(@)words[n + 1, -1]}")
      (( CURRENT -= n - 1, n = 1 ))
    fi
  done
  if (( $#sep_commands && CURRENT == 2 )) && [[ $words[CURRENT] != -* ]]; then
    _describe command sep_commands
  else
    _arguments -s $sep_flags
  fi
}
compdef _sep sep
`

const nodeCase = ({ path, children, words, flags, takesPaths }: CommandNode, tree: readonly CommandNode[]): string => {
  const commands = children.map((name) => {
    const about = tree.find((node) => node.path === `${path} ${name}`.trim())?.about ?? ''
    return `'${name}:${escaped(shortened(about))}'`
  })
  const operands = takesPaths ? [`'*:file:_files'`] : words.length > 0 ? [`'1:word:(${words.join(' ')})'`] : []
  return `    '${path}')
      sep_commands=(${commands.join(' ')})
      sep_flags=(${[...flags.map(flagText), ...operands].join(' ')}) ;;`
}

const flagText = ({ long, about, value }: CommandFlag): string => {
  const text = `${long}[${escaped(shortened(about))}]`
  if (value === undefined) return `'${text}'`
  const choices = value.choices.length > 0 ? `(${value.choices.join(' ')})` : value.isPath ? '_files' : ' '
  return `'*${text}:value:${choices}'`
}
