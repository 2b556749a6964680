// Where SEP runs. Plain JavaScript: it is asked before anything is installed.

/** Why this machine cannot run SEP; undefined if it can. */
export const unsupported = (platform, node) => {
  if (platform === 'win32')
    return 'Windows needs WSL: install it with `wsl --install`, then run the same commands in its Linux terminal (README.md)'
  const [major, minor] = node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    return `Node ${node} is too old: SEP needs Node 20.19 or newer (https://nodejs.org)`
  return undefined
}
