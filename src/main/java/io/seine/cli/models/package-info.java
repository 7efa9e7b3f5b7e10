/**
 * Another model beside the present one: exported where it must be, how fast it is, and how good.
 */
@NullMarked
package io.seine.cli.models;

import org.jspecify.annotations.NullMarked;
