/** The pictures of docs/strategy.md by file. */
import { bitsPicture } from './bits-picture.js'
import { dayPicture } from './day-picture.js'
import { gatePicture } from './gate-picture.js'
import { recordedRun } from './recorded-run.js'
import { windowPicture } from './window-picture.js'

export const pictures = (): { readonly [path: string]: string } => {
  const minutes = recordedRun()
  return {
    'docs/images/bits.svg': bitsPicture(minutes),
    'docs/images/window.svg': windowPicture(minutes),
    'docs/images/day.svg': dayPicture(minutes),
    'docs/images/gate.svg': gatePicture(minutes),
  }
}
