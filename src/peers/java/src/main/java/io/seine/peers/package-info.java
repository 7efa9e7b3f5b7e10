/**
 * What Seine's inference is measured against: a bare loop over ONNX Runtime, which is the ceiling,
 * and libraries that a user would otherwise pick. Each runs in a process of its own and knows
 * nothing of Seine.
 */
package io.seine.peers;
