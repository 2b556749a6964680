/** Text that grows while a run goes: beyond a first piece it lies in a scratch file, not in memory. */
import { type ScratchFile, scratchFile } from './scratch-file.js'

export interface TextSpool {
  append(text: string): void
  /** All of it, in pieces; as often as it is asked for. */
  pieces(): Iterable<string | Uint8Array>
}

const PIECE_CHARS = 1 << 18
const PIECE_BYTES = 1 << 20

/** `folder`: of the scratch file, see `scratchFile`. */
export const textSpool = (folder: string): TextSpool => {
  let held: string[] = []
  let chars = 0
  let file: ScratchFile | null = null
  return {
    append: (text) => {
      held.push(text)
      chars += text.length
      if (chars < PIECE_CHARS) return
      file ??= scratchFile(folder)
      file.append(Buffer.from(held.join('')))
      held = []
      chars = 0
    },
    pieces: function* () {
      const size = file?.size() ?? 0
      for (let at = 0; at < size; at += PIECE_BYTES) {
        const bytes = new Uint8Array(Math.min(PIECE_BYTES, size - at))
        file!.read(bytes, at)
        yield bytes
      }
      yield held.join('')
    },
  }
}
