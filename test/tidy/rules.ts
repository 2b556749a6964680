/** Every rule of the house. */
import { alarmTexts } from './alarm-texts.js'
import { blocks } from './blocks.js'
import { errorCodes, guide, namedPaths, runbook } from './docs.js'
import { functionLines } from './functions.js'
import { circles, importCount, layers, testHelpers } from './imports.js'
import { uniqueNames } from './names.js'
import { casts, places } from './places.js'
import { patience } from './patience.js'
import type { Rule } from './rule.js'
import { fileLines, folderFiles, longLines } from './sizes.js'
import { words } from './words.js'

export const RULES: readonly Rule[] = [
  layers,
  circles,
  importCount,
  testHelpers,
  uniqueNames,
  fileLines,
  functionLines,
  folderFiles,
  longLines,
  ...places,
  casts,
  patience,
  words,
  namedPaths,
  blocks,
  guide,
  errorCodes,
  runbook,
  alarmTexts,
]
