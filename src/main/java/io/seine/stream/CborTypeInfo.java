package io.seine.stream;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.seine.stage.Outcome;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The type of an immutable value that goes between operators, and into state, as CBOR. */
public final class CborTypeInfo<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  private final JavaType type;

  private CborTypeInfo(JavaType type) {
    this.type = type;
  }

  /** The type of a value whose class has no type parameters. */
  public static <T> CborTypeInfo<T> of(Class<T> type) {
    return new CborTypeInfo<>(TypeFactory.defaultInstance().constructType(type));
  }

  /** The type of the outcome of a stage. */
  static <O> CborTypeInfo<Outcome<O>> outcomeOf(Class<O> output) {
    return new CborTypeInfo<>(
        TypeFactory.defaultInstance().constructParametricType(Outcome.class, output));
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  @SuppressWarnings("unchecked")
  public Class<T> getTypeClass() {
    return (Class<T>) type.getRawClass();
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return new CborSerializer<>(type);
  }

  @Override
  public String toString() {
    return "CBOR of " + type.toCanonical();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CborTypeInfo<?> that && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type);
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof CborTypeInfo;
  }
}
