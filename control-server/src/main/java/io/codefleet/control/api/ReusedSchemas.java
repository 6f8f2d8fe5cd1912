package io.codefleet.control.api;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.vertx.core.file.FileSystem;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;

/**
 * A repository that makes the validator of a schema once. The library's own makes one for each value that it validates, with a
 * copy of all schemas, which takes longer than the rest of a request. Thread-safe once the contract is loaded: a validator does
 * not change after it is made, and what it finds out about a value is on the stack of its caller.
 */
final class ReusedSchemas implements SchemaRepository {
    private final SchemaRepository schemas;
    /** By identity, as the schemas of a contract are the same objects at each request. */
    private final LoadingCache<JsonSchema, Validator> validators;

    ReusedSchemas(SchemaRepository schemas) {
        this.schemas = schemas;
        this.validators = Caffeine.newBuilder().weakKeys().build(schemas::validator);
    }

    @Override
    public Validator validator(JsonSchema schema) {
        return validators.get(schema);
    }

    @Override
    public Validator validator(String ref) {
        return schemas.validator(ref);
    }

    @Override
    public Validator validator(String ref, JsonSchemaOptions options) {
        return schemas.validator(ref, options);
    }

    @Override
    public Validator validator(JsonSchema schema, JsonSchemaOptions options, boolean dereference) {
        return schemas.validator(schema, options, dereference);
    }

    @Override
    public SchemaRepository dereference(JsonSchema schema) {
        schemas.dereference(schema);
        return this;
    }

    @Override
    public SchemaRepository dereference(String uri, JsonSchema schema) {
        schemas.dereference(uri, schema);
        return this;
    }

    @Override
    public SchemaRepository preloadMetaSchema(FileSystem files) {
        schemas.preloadMetaSchema(files);
        return this;
    }

    @Override
    public SchemaRepository preloadMetaSchema(FileSystem files, Draft draft) {
        schemas.preloadMetaSchema(files, draft);
        return this;
    }

    @Override
    public JsonObject resolve(JsonObject schema) {
        return schemas.resolve(schema);
    }

    @Override
    public JsonSchema find(String pointer) {
        return schemas.find(pointer);
    }
}
