/** The checkout as the rules see it: path and text of every file that people write. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LAYERS } from './layers.js'

export interface SourceFile {
  /** From the root of the checkout, with `/`. */
  readonly path: string
  readonly text: string
}
export type Tree = readonly SourceFile[]

const WRITTEN = /\.(tsx?|mjs|js|md|rs|html|css)$/
const GENERATED = /(^|\/)(target|node_modules|golden)\/|\.d\.ts$|^native-rs\/binding\.|^test\/reference\/kinds/

export const topOf = (path: string): string => path.split('/')[0] as string
/** Top folders of production code. */
export const PRODUCTION: readonly string[] = [...new Set(Object.keys(LAYERS).map(topOf))]
export const isProduction = ({ path }: SourceFile): boolean => PRODUCTION.includes(topOf(path))
export const isTypeScript = ({ path }: SourceFile): boolean => /\.tsx?$/.test(path)

export const readTree = (root: string): Tree => {
  const folders = [...PRODUCTION, 'test', 'docs', 'examples'].filter((folder) => existsSync(join(root, folder)))
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
  const pages = readdirSync(root).filter((name) => name.endsWith('.md'))
  return [...pages, ...paths]
    .filter((path) => WRITTEN.test(path) && !GENERATED.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}
