/** How far the follower of a journal is, for `/ready`, and for the errors of what it cannot show. */
export interface FollowState {
  /**
   * `waiting`: the account has no journal on this store yet. `catching-up`: it steps what is recorded. `following`: it has all that is
   * written. `away`: the store does not answer; what was read stays. `refused`: this version cannot rebuild the graph, or an entry is
   * damaged.
   */
  readonly phase: 'waiting' | 'catching-up' | 'following' | 'away' | 'refused'
  readonly text: string
}
