using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>The sum of the squared differences of two tensors of one shape, divided by a count: the loss of least squares as one node.</summary>
    /// <remarks>
    /// Formula: y = the sum of (p - t)^2 / n.  Derivative: 2 g (p - t) / n for p, its negative for t.  Shapes: p and t alike; y is one number.
    /// Keeps: p and t.  Accuracy: the bits of a difference and its SumOfSquares or MeanOfSquares, as which long tensors are computed: their launches wait for one another.
    /// </remarks>
    /// <param name="predictions">p.</param>
    /// <param name="targets">t, of the same shape.</param>
    /// <param name="isMean">Whether n is the number of elements; else it is 1.</param>
    internal static Tensor<T> SquaredErrors<T>(Tensor<T> predictions, Tensor<T> targets, bool isMean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (predictions.Length >= LaunchChain<T>.LeastLength || predictions.IsRow || targets.IsRow)
        {
            var errors = predictions - targets;
            return isMean ? errors.MeanOfSquares() : errors.SumOfSquares();
        }

        var arena = Arena<T>.Current;
        var count = isMean ? predictions.Length : 1;
        var output = Tensor<T>.Allocate(arena, "SquaredErrors", Shape.Scalar);
        Launch.Run(new SquaredErrorsKernel<T>(count), predictions, targets, output);
        var recording = Recording<T>.Of(arena);
        if (IsTracked(recording, output, predictions, targets, out var parents))
        {
            recording!.Record(output, OpKind.General, parents, new SquaredErrorsRule<T>(predictions, targets, count));
        }

        return output;
    }
}

/// <summary>The rule of SquaredErrors, for predictions and targets.</summary>
internal sealed class SquaredErrorsRule<T>(Tensor<T> predictions, Tensor<T> targets, int count) : JointRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // As for SumOfSquares: half of a whole number is exact.
    private T Divisor => T.CreateTruncating(0.5 * count);

    public override (Tensor<T>? X, Tensor<T>? Y, Tensor<T>? Z) Pull(Tensor<T> cotangent, bool isSpent, bool wantsX, bool wantsY, bool wantsZ)
    {
        if (Ops.IsRecording<T>())
        {
            var slope = cotangent / Divisor;
            return (wantsX ? (predictions - targets) * slope : null, wantsY ? (targets - predictions) * slope : null, null);
        }

        var kernel = new ScaledDifferenceKernel<T>(cotangent.Item() / Divisor);
        return (wantsX ? Launched(kernel, predictions, targets) : null, wantsY ? Launched(kernel, targets, predictions) : null, null);
    }

    public override Tensor<T> Push(Tensor<T>? tangentX, Tensor<T>? tangentY, Tensor<T>? tangentZ)
    {
        if (tangentX is null)
        {
            return Along(-tangentY!);
        }

        return Along(tangentY is null ? tangentX : tangentX - tangentY);
    }

    private Tensor<T> Along(Tensor<T> tangent) => ((predictions - targets) * tangent).Sum() / Divisor;

    private static Tensor<T> Launched(ScaledDifferenceKernel<T> kernel, Tensor<T> argument, Tensor<T> other)
    {
        var gradient = Recording<T>.AllocateCotangent(Arena<T>.Current, "SquaredErrors", argument.Shape, isWanted: true)!;
        Launch.Zip(kernel, argument, other, gradient);
        return gradient;
    }
}

/// <summary>(x - y) times a number.</summary>
internal readonly record struct ScaledDifferenceKernel<T>(T Number) : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => (x - y) * Number;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => (x - y) * Vector512.Create(Number);
}

/// <summary>The sum of the squared differences, divided by a count.</summary>
internal readonly record struct SquaredErrorsKernel<T>(int Count) : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // As many errors as a loop needs less time for than renting memory takes.
    private const int Few = 64;

    [SkipLocalsInit]
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
    {
        if (x.Length <= Few)
        {
            Invoke(x, y, stackalloc T[Few], output);
            return;
        }

        using var errors = new Scratch<T>(x.Length);
        Invoke(x, y, errors.Span, output);
    }

    private void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> errors, Span<T> output)
    {
        errors = errors[..x.Length];
        ZipDriver.Run(default(SubtractKernel<T>), x, y, errors);
        var sum = Fold.Run(default(SumOfSquaresFold<T>), errors);
        output[0] = Count == 1 ? sum : sum / T.CreateTruncating(Count);
    }
}
