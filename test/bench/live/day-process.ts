/** `day-process.js eight|hundred|server|surface|reads times|memory`: one live day; its figures as JSON. */
import { liveDay, type Figures } from './day.js'
import { EIGHT, HUNDRED } from './markets.js'
import { surfaceAround } from './surface-around.js'
import { withDiskStore, withMemoryStore } from './with-store.js'

const [which, what] = process.argv.slice(2)
const looks = what === 'memory'

const figuresOf = (): Promise<Figures> => {
  switch (which) {
    case 'server':
      return withDiskStore((store) => liveDay({ names: EIGHT, store, looks }))
    case 'surface':
    case 'reads':
      return withDiskStore((store) => liveDay({ names: EIGHT, store, around: surfaceAround(which === 'reads') }))
    default:
      return withMemoryStore((store) => liveDay({ names: which === 'hundred' ? HUNDRED : EIGHT, store, looks }))
  }
}
process.stdout.write(`${JSON.stringify(await figuresOf())}\n`)
