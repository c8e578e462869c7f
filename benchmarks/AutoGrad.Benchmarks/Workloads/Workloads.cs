namespace AutoGrad.Benchmarks;

/// <summary>All workloads by name, in the order of the table; null for one that needs ops the library does not have yet.</summary>
internal static class Workloads
{
    public static IReadOnlyList<(string Name, Func<Workload>? Create)> All { get; } =
    [
        ("mlp_tiny", static () => Mlp.Tiny()),
        ("mlp_digits", static () => Mlp.Digits()),
        ("mlp_mnist", static () => Mlp.Mnist()),
        ("mlp_large", static () => Mlp.Large()),
        ("elementwise_1m", static () => new Elementwise1M()),
        ("softmax_xent", static () => new SoftmaxCrossEntropy()),
        ("layernorm", static () => new LayerNormalization()),
        ("transformer", static () => new Transformer()),
        ("convnet", static () => new ConvolutionalClassifier()),
        ("lstm", static () => new SequenceClassifier()),
        ("scalar_rosenbrock", static () => new ScalarRosenbrock()),
        ("adam_10m", static () => new Adam10M()),
        ("hvp_mlp", static () => new HessianVectorMlp()),
        ("gemm_1024", static () => new SquareProduct(1024)),
        ("gemm_64", static () => new SquareProduct(64)),
    ];
}
