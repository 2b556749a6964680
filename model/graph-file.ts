/** The identity of a user's graph file. */
export interface GraphFile {
  /** Base name only: where the file lies does not change what it computes. */
  readonly path: string
  /** SHA-256 of the file; of its list of hashes if it imports others by relative path. */
  readonly sha256: string
}
