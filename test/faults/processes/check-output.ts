/** C9 and C10: what the processes of a scene printed and stored contains no secret and no sign of a bug. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { journalKeys } from '../../../streams/journal/keys.js'
import { secretForms } from '../../support/secrets/secret-forms.js'
import { ACCOUNT, type Scene } from './scene.js'

export interface Output {
  readonly name: string
  readonly text: string
}

/** `expected`: lines of errors that were provoked on purpose. */
export const checkOutput = async (scene: Scene, expected: RegExp = /^\b$/): Promise<readonly string[]> => {
  const printed = scene.outputs()
  const stored = filesBelow(join(scene.folder, 'appendonlydir')).map((file) => ({
    name: 'the store',
    text: textsOf(file),
  }))
  const packed = await scene.read(async (store) => {
    const { slice, decision } = journalKeys(ACCOUNT)
    return [...(await store.range(slice, '0')), ...(await store.range(decision, '0'))].flatMap(({ fields }) =>
      Object.values(fields).map((bytes) => ({ name: 'the journal', text: inflated(bytes) })),
    )
  })
  return [...secretsIn([...printed, ...stored, ...packed], scene.secrets), ...bugsIn(printed, expected)]
}

export const secretsIn = (outputs: readonly Output[], secrets: readonly string[]): readonly string[] =>
  outputs.flatMap(({ name, text }) =>
    secrets.flatMap((secret) =>
      secretForms(secret).flatMap(([form, shown]) =>
        text.includes(shown) ? [`C9: ${name} contains a secret, ${form}`] : [],
      ),
    ),
  )

/** What Node prints on its own, and what we print about our own bugs. */
const BUGS =
  /\(node:\d+\)|UnhandledPromise|unhandledRejection|Warning:|this is a bug|assertion failed|FATAL ERROR|panicked/

export const bugsIn = (outputs: readonly Output[], expected: RegExp): readonly string[] =>
  outputs.flatMap(({ name, text }) =>
    text
      .split('\n')
      .filter((line) => BUGS.test(line) && !expected.test(line))
      .map((line) => `C10: ${name} printed: ${line.slice(0, 200)}`),
  )

const filesBelow = (folder: string): readonly Buffer[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))

/** The bytes, and what is compressed in them. */
export const textsOf = (file: Buffer): string => {
  const parts = [file.toString('latin1')]
  for (let at = file.indexOf(GZIP); at >= 0; at = file.indexOf(GZIP, at + 1)) parts.push(unpacked(file.subarray(at)))
  return parts.join('\n')
}

const GZIP = Buffer.from([0x1f, 0x8b, 0x08])

/** A field of the journal as it is, or inflated if it is compressed without a header. */
const inflated = (bytes: Uint8Array): string => {
  try {
    return inflateRawSync(bytes).toString('latin1')
  } catch {
    return Buffer.from(bytes).toString('latin1')
  }
}

/** A header of ten bytes, then compressed data; anything after it is ignored. Three bytes can look like a header by chance. */
const unpacked = (bytes: Buffer): string => {
  try {
    return inflateRawSync(bytes.subarray(10)).toString('latin1')
  } catch {
    return ''
  }
}
