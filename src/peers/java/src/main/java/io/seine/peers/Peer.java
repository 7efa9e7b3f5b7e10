package io.seine.peers;

import java.util.List;

/** One contender: reads every pair, or every text, of a set as fast as it can. */
interface Peer {
  /**
   * What is to be read together: a query with its passages, or, without a query, single texts.
   *
   * @param query null for single texts
   */
  record Group(String query, List<String> passages) {}

  /** Takes a set in; what it does here is not measured. */
  void load(List<Group> groups) throws Exception;

  /** Reads the whole set once. */
  void run() throws Exception;
}
