package io.bpfledger.journal.codec;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

/** The one way in which Jackson is set up: strict in reading, the same bytes in every writing. */
final class Mappers {

  private Mappers() {}

  static ObjectMapper cbor(Recurring recurring) {
    return strict(CBORMapper.builder(), recurring).build();
  }

  private static <M extends ObjectMapper, B extends MapperBuilder<M, B>> B strict(
      B builder, Recurring recurring) {
    return builder
        .addModule(new Jdk8Module())
        .addModule(Scalars.module(recurring))
        .addModule(Words.module())
        .addModule(Shapes.module(recurring))
        .addModule(StateShapes.module())
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(MapperFeature.INFER_PROPERTY_MUTATORS)
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
  }
}
