package io.codefleet.internal.tokenizer;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import io.codefleet.tokens.TokenCounter;
import io.codefleet.tokens.TokenCounterProvider;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/** Counts with JTokkit, as {@link ServiceLoader} finds it. */
public final class JtokkitProvider implements TokenCounterProvider {
    /** What other vendors' tokenizers may need more; a margin, not a measurement, as most of them are not public. */
    static final double MARGIN = 1.4;

    private static final EncodingRegistry TABLES = Encodings.newLazyEncodingRegistry();
    private static final Pattern O200K = Pattern.compile("(chatgpt-4o|gpt-4o|gpt-4\\.|gpt-[5-9]|gpt-oss|o[1-9]).*");
    private static final Pattern CL100K = Pattern.compile("(gpt-4|gpt-3\\.5|gpt-35|text-embedding-).*");

    /** Creates the provider for {@link ServiceLoader}. */
    public JtokkitProvider() {}

    @Override
    public TokenCounter forModel(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (O200K.matcher(name).matches()) {
            return counter(EncodingType.O200K_BASE);
        }
        if (CL100K.matcher(name).matches()) {
            return counter(EncodingType.CL100K_BASE);
        }
        return counter(EncodingType.O200K_BASE).times(MARGIN);
    }

    /**
     * Creates a counter of ordinary tokens: a text that spells a special token, such as an end of text, is counted as the
     * text that it is.
     */
    private static TokenCounter counter(EncodingType type) {
        return text -> TABLES.getEncoding(type).countTokensOrdinary(text);
    }
}
