namespace AutoGrad.Misuse;

/// <summary>Wrong calls, one a line: the op that must refuse, what is wrong, the type of the error, the call.</summary>
internal static partial class MisuseTable
{
    private static readonly Tensor<double> matrix = Tensor.Arange<double>(12).Reshape(4, 3);
    private static readonly Tensor<double> square = Tensor.Arange<double>(4).Reshape(2, 2);
    private static readonly Tensor<double> vector = Tensor.Create([1.0, 2.0, 3.0]);
    private static readonly Tensor<double> number = Tensor.Scalar(1.0);
    private static readonly Tensor<double> empty = Tensor.Zeros<double>(0, 3);

    public static IReadOnlyList<MisuseCase> All { get; } = [.. Shapes, .. Axes, .. Places, .. Numbers, .. Products, .. Algebra, .. Orders, .. Convolutions, .. Recurrences, .. Attentions, .. Tapes, .. Sweeps, .. Transformed, .. Losses, .. Models, .. Steps, .. Methods, .. Data, .. Runs, .. Files];
}
