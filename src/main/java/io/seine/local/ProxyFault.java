package io.seine.local;

/** What a {@link FaultProxy} does to a request instead of passing it on. */
public enum ProxyFault {
  /** The answer is 429, and the server never sees the request. */
  TOO_MANY_REQUESTS,
  /** The answer is 503, and the server never sees the request. */
  UNAVAILABLE,
  /** The connection ends without an answer, and the server never sees the request. */
  CUT_BEFORE,
  /** The server does what it is asked, and the connection ends in the middle of its answer. */
  CUT_AFTER,
  /** The server does what it is asked, and its answer comes seconds later. */
  SLOW,
  /**
   * Of a bulk request some items are answered with 429, and the server sees the others only. A
   * request of another kind is passed on.
   */
  SOME_ITEMS_REJECTED
}
