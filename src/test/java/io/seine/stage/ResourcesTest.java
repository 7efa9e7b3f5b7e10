package io.seine.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourcesTest {
  private final List<String> closed = new ArrayList<>();
  private final Resources resources = new Resources();

  private void open(String name) {
    resources.add(() -> closed.add(name));
  }

  @Test
  void whatWasOpenedLastIsClosedFirstAndOnce() throws Exception {
    open("lease");
    open("connection");
    resources.close();
    resources.close();

    assertThat(closed).containsExactly("connection", "lease");
  }

  @Test
  void whatDoesNotCloseKeepsNothingElseOpen() {
    open("lease");
    IOException further = new IOException("a connection");
    resources.add(
        () -> {
          throw further;
        });
    open("index");
    NoClassDefFoundError first = new NoClassDefFoundError("a stage");
    resources.add(
        () -> {
          throw first;
        });

    assertThatThrownBy(resources::close).isSameAs(first);
    assertThat(first).hasSuppressedException(further);
    assertThat(closed).containsExactly("index", "lease");
  }

  @Test
  void aFailureToOpenStaysTheFailure() {
    open("lease");
    IOException further = new IOException("a connection");
    resources.add(
        () -> {
          throw further;
        });
    Exception failure = new Exception("a later step");

    resources.closeAfter(failure);

    assertThat(closed).containsExactly("lease");
    assertThat(failure).hasSuppressedException(further);
  }
}
