package dev.ropewalk.protocol.rpc;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.jsonrpc.validation.NonNull;
import org.jspecify.annotations.Nullable;

/** Finds what LSP requires and a parsed message lacks. */
final class RequiredFields {
  /* LSP4J marks required properties with @NonNull but its parser leaves them null, which surfaces
   * deep in a handler. Its own validator looks up all methods of every object on every message; the
   * fields of a class are looked up once here.
   *
   * Only LSP4J's classes are looked into: they are trees of fields made by the parser. Records check
   * themselves in their constructors. Recursion is bounded by the nesting limit of the message.
   */
  private static final String MODEL_PACKAGE = "org.eclipse.lsp4j.";

  private record Property(Field field, boolean required) {}

  private static final ClassValue<List<Property>> PROPERTIES =
      new ClassValue<>() {
        @Override
        protected List<Property> computeValue(Class<?> type) {
          return properties(type);
        }
      };

  private RequiredFields() {}

  /** The path of a required property that is missing, for example {@code textDocument.uri}. */
  static @Nullable String missing(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case List<?> list -> missingIn(list);
      case Map<?, ?> map -> missingIn(List.copyOf(map.values()));
      case Either<?, ?> either -> missing(either.get());
      default -> value.getClass().getName().startsWith(MODEL_PACKAGE) ? missingOf(value) : null;
    };
  }

  private static @Nullable String missingIn(List<?> list) {
    for (int i = 0; i < list.size(); i++) {
      String missing = missing(list.get(i));
      if (missing != null) {
        return "[" + i + "]." + missing;
      }
    }
    return null;
  }

  private static @Nullable String missingOf(Object bean) {
    for (Property property : PROPERTIES.get(bean.getClass())) {
      Object value;
      try {
        value = property.field().get(bean);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("not accessible: " + property.field(), e);
      }
      String name = property.field().getName();
      if (value == null) {
        if (property.required()) {
          return name;
        }
        continue;
      }
      String missing = missing(value);
      if (missing != null) {
        return missing.startsWith("[") ? name + missing : name + "." + missing;
      }
    }
    return null;
  }

  private static List<Property> properties(Class<?> type) {
    var properties = new ArrayList<Property>();
    if (type.isEnum()) {
      return properties;
    }
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        boolean required = field.isAnnotationPresent(NonNull.class);
        if (Modifier.isStatic(field.getModifiers())
            || field.getType().isPrimitive()
            || (!required && !mayHold(field.getType()))) {
          continue;
        }
        field.setAccessible(true);
        properties.add(new Property(field, required));
      }
    }
    return properties;
  }

  private static boolean mayHold(Class<?> type) {
    return type.getName().startsWith(MODEL_PACKAGE)
        || List.class.isAssignableFrom(type)
        || Map.class.isAssignableFrom(type);
  }
}
