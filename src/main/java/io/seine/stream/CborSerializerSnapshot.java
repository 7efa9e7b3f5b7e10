package io.seine.stream;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** What a savepoint says of a {@link CborSerializer}: the name of its type. */
public final class CborSerializerSnapshot<T> implements TypeSerializerSnapshot<T> {
  private static final int VERSION = 1;

  private @Nullable JavaType type;

  /** For Flink, which fills it from a savepoint. */
  public CborSerializerSnapshot() {}

  CborSerializerSnapshot(JavaType type) {
    this.type = type;
  }

  @Override
  public int getCurrentVersion() {
    return VERSION;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(type().toCanonical());
  }

  @Override
  public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
    type =
        TypeFactory.defaultInstance().withClassLoader(loader).constructFromCanonical(in.readUTF());
  }

  @Override
  public TypeSerializer<T> restoreSerializer() {
    return new CborSerializer<>(type());
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> old) {
    return old instanceof CborSerializerSnapshot<T> that && that.type().equals(type())
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.incompatible();
  }

  private JavaType type() {
    if (type == null) {
      throw new IllegalStateException("the snapshot was not read yet");
    }
    return type;
  }
}
