package io.jcompose.scenario;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One product and its images for all scenarios of a run, handed to whoever asks; a failure prints what was done. */
final class ScenarioExtension
        implements ParameterResolver, BeforeAllCallback, BeforeTestExecutionCallback, AfterTestExecutionCallback {

    private static final Namespace HERE = Namespace.create(ScenarioExtension.class);

    /** The product with its images: both end with the run. */
    private record Shared(Product product, Images images) implements AutoCloseable {
        static Shared create() {
            Product product = Product.fresh();
            return new Shared(product, new Images(product));
        }

        @Override
        public void close() {
            images.close();
            product.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Requirements.root();
        Requirements.programs("ip", "nft", "bash");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Product.class || type == Images.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Shared shared = shared(context);
        return parameter.getParameter().getType() == Product.class ? shared.product() : shared.images();
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        shared(context).product().forgetTranscript();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            System.out.println(
                    "=== " + context.getRequiredTestClass().getSimpleName() + ": " + context.getDisplayName());
            System.out.println(shared(context).product().report());
        }
    }

    private static Shared shared(ExtensionContext context) {
        return context.getRoot().getStore(HERE).computeIfAbsent(Shared.class, key -> Shared.create(), Shared.class);
    }
}
