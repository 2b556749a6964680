/** A completion for bash: two tables and the walk to the command that is written. */
import type { CommandNode } from './command-tree.js'

const quoted = (words: readonly string[]): string => `'${words.join(' ')}'`

export const bashScript = (tree: readonly CommandNode[]): string => `# bash completion for sep
# For every shell: sep completion bash > ~/.local/share/bash-completion/completions/sep
# With a checkout or a package: alias sep='npx --no sep'
_sep_words() {
  case "$1" in
${tree.map(wordsOf).join('\n')}
  esac
}
# What follows a flag: words, @path for files and folders, @any for anything else; nothing after a switch.
_sep_value() {
  case "$1" in
${tree.flatMap(valuesOf).join('\n')}
  esac
}
_sep() {
  local current=\${COMP_WORDS[COMP_CWORD]} path='' word n
  for ((n = 1; n < COMP_CWORD; n++)); do
    word=\${COMP_WORDS[n]}
    [[ $word != -* && " $(_sep_words "$path") " == *" $word "* ]] && path="\${path:+$path }$word"
  done
  local value
  value=$(_sep_value "$path|\${COMP_WORDS[COMP_CWORD - 1]}")
  case "$value" in
    @any) COMPREPLY=() ;;
    @path) compopt -o filenames 2> /dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    '') mapfile -t COMPREPLY < <(compgen -W "$(_sep_words "$path")" -- "$current")
      [ "\${#COMPREPLY[@]}" -eq 0 ] && _sep_takes_paths "$path" && {
        compopt -o filenames 2> /dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current"); } ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$value" -- "$current") ;;
  esac
}
_sep_takes_paths() {
  case "$1" in
    ${pathsOf(tree)}) return 0 ;;
    *) return 1 ;;
  esac
}
complete -F _sep sep
`

const wordsOf = ({ path, children, words, flags }: CommandNode): string =>
  `    '${path}') echo ${quoted([...children, ...words, ...flags.map(({ long }) => long)])} ;;`

const valuesOf = ({ path, flags }: CommandNode): readonly string[] =>
  flags.flatMap(({ long, value }) => {
    if (value === undefined) return []
    const words = value.choices.length > 0 ? quoted(value.choices) : value.isPath ? '@path' : '@any'
    return [`    '${path}|${long}') echo ${words} ;;`]
  })

const pathsOf = (tree: readonly CommandNode[]): string =>
  tree
    .filter(({ takesPaths }) => takesPaths)
    .map(({ path }) => `'${path}'`)
    .join(' | ')
