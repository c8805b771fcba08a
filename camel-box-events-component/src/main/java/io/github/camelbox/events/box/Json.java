// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * How the JSON of events is read. One odd value must not keep a stream before its page for ever, so that what leaves no doubt
 * about where a value ends is taken as it is, such as {@code NaN} or a tab in a text: events keep their bytes.
 */
final class Json {

    /** Without Jackson's limits, since the size of a page is bounded; what is left bounds what is kept of each open bracket. */
    static final JsonFactory UNBOUNDED = lenient()
            .streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE).maxNameLength(Integer.MAX_VALUE).maxNestingDepth(100_000).build())
            .build();

    /** For trees and maps, within Jackson's limits. */
    static final ObjectMapper MAPPER
            = new ObjectMapper(lenient().build()).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {
    }

    private static JsonFactoryBuilder lenient() {
        return new JsonFactoryBuilder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
                .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
                .enable(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS)
                .enable(JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS)
                .enable(JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS);
    }
}
