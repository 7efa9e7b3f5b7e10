package io.seine.stream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Serialises immutable values as CBOR, each behind its length in bytes. Fields are named, so that
 * state written by another version can be read: a field that it lacks is null or 0, one that is
 * gone is skipped.
 */
final class CborSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;

  private static final ObjectMapper MAPPER =
      CBORMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          // A checkpoint must not fail for half a character in a message that quotes something.
          .enable(CBORGenerator.Feature.LENIENT_UTF_ENCODING)
          .build();

  private final JavaType type;

  CborSerializer(JavaType type) {
    this.type = type;
  }

  JavaType type() {
    return type;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  @Override
  public T createInstance() {
    throw new UnsupportedOperationException(
        "Flink asks for no empty instance of an immutable type");
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T value, DataOutputView target) throws IOException {
    byte[] bytes = MAPPER.writerFor(type).writeValueAsBytes(value);
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  @Override
  public T deserialize(DataInputView source) throws IOException {
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    try {
      return MAPPER.readValue(bytes, type);
    } catch (RuntimeException e) {
      // Of some bytes Jackson makes no error of its own: where a type's name is no text, a null.
      throw new IOException("These %d bytes are no %s: %s".formatted(bytes.length, type, e), e);
    }
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CborSerializer<?> that && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new CborSerializerSnapshot<>(type);
  }
}
