using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The Euclidean norm over some axes, or over all of them when none is named.</summary>
        /// <remarks>As Norm of order 2 with the axes not kept.</remarks>
        public Tensor<T> Norm(params ReadOnlySpan<int> axes) => x.Norm(axes, keepAxes: false);

        /// <summary>The norm of any order over some axes, or over all of them when none is named, which become 1 or vanish.</summary>
        /// <remarks>
        /// Formula: y = (the sum of |x|^p over the axes)^(1/p), with p the <paramref name="order"/>; for p = 0 the number of elements that are not 0, for
        /// inf (-inf) the largest (smallest) size.  Derivative: g sign(x) (|x| / y)^(p - 1); 0 for p = 0; for +-inf g sign(x) in equal parts to the elements of that size.
        /// Shapes: the axes become 1 (<paramref name="keepAxes"/>) or vanish.  Keeps: x, y.
        /// Errors: AG111 for an axis that does not exist, AG112 for one named twice, AG150 for +-inf over nothing, AG155 for an order of NaN.
        /// Edges: the gradient is 0 where y = 0 and where an element is 0; a zero cotangent gives a zero gradient; the norm of nothing is 0 (inf for a negative order).
        /// Accuracy: scaled by the largest size (the smallest for a negative order) where squares would leave the range, so that no norm of finite numbers overflows before its time.
        /// Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, 2002, section 27.8.
        /// </remarks>
        public Tensor<T> Norm(ReadOnlySpan<int> axes, bool keepAxes = false, double order = 2)
        {
            ArgumentNullException.ThrowIfNull(x);
            if (double.IsNaN(order))
            {
                throw Errors.NormOrder(order);
            }

            var reduction = new Reduction(x.Shape, axes, "Norm");
            var shape = reduction.Result(keepAxes);
            if (double.IsInfinity(order) && reduction.Length == 0 && shape.ElementCount > 0)
            {
                throw Errors.EmptyExtremum("Norm", x.Shape);
            }

            return Apply(
                x,
                shape,
                new NormKernel<T>(order, x.Shape, reduction.Axes),
                OpKind.General,
                static (x, y, kernel) => g => Absorb(g.ExpandOver(kernel.From, kernel.Axes), NormSlope(x, y, kernel)),
                "Norm");
        }
    }

    private static Tensor<T> NormSlope<T>(Tensor<T> x, Tensor<T> norm, NormKernel<T> kernel)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var y = norm.ReshapeTo(Reduction.Keep(kernel.From, kernel.Axes));
        switch (kernel.Order)
        {
            case 0:
                return Tensor.Zeros<T>(x.Shape);
            case 1:
                return Zip(x, y, new SignOfKernel<T>(false), null, null, "NormSlope");
            case 2:
                return DivideOrZero(x, y);
            case double.PositiveInfinity or double.NegativeInfinity:
                var signs = Zip(x, y, new SignOfKernel<T>(true), null, null, "NormSlope");
                return DivideOrZero(signs, signs.NotEqualTo(0).SumOver(kernel.Axes, y.Shape));
            default:
                return SignedPower(DivideOrZero(x, y), kernel.Order - 1, true);
        }
    }

    /// <summary>A power of the size, with the sign of x (odd) or without it (even).</summary>
    /// <remarks>
    /// Formula: y = sign(x) |x|^q, 0 at 0, or |x|^q.  Derivative: g q times the power q - 1 of the other parity.  Shapes: any, same.  Keeps: x.
    /// Accuracy: 1 ulp, that of the platform's pow.
    /// </remarks>
    private static Tensor<T> SignedPower<T>(Tensor<T> x, double power, bool odd)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Map(
            x,
            new SignedPowerKernel<T>(power, odd),
            static (x, _, kernel) => g => Absorb(g, SignedPower(x, kernel.Power - 1, !kernel.Odd) * kernel.Power));
}

/// <summary>Norms over axes: one pass where nothing can leave the range, else a pass for the largest size and one with scaled elements.</summary>
internal readonly record struct NormKernel<T>(double Order, Shape From, AxisSet Axes) : ISpanKernel<T>, IBatchable<NormKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public NormKernel<T> Over(int rows) => this with { From = From.Over(rows), Axes = Axes.Behind(1) };

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        switch (Order)
        {
            case 0:
                Fold(new CountNonZeroFold<T>(), x, output);
                break;
            case 1:
                Fold(new SumOfSizesFold<T>(), x, output);
                break;
            case double.NegativeInfinity:
                Fold(new SmallestSizeFold<T>(), x, output);
                break;
            case double.PositiveInfinity:
                Fold(new LargestSizeFold<T>(), x, output);
                break;
            case 2:
                Euclidean(x, output);
                break;
            default:
                Scaled(x, output);
                break;
        }
    }

    /// <summary>Each result is chosen by its own sum alone, so that a row of a batch has the same bits as the row by itself.</summary>
    private void Euclidean(ReadOnlySpan<T> x, Span<T> output)
    {
        Fold(new SumOfSquaresFold<T>(), x, output);
        var isSafe = true;
        foreach (var sum in output)
        {
            isSafe &= SafeRoot.IsSafe(sum);
        }

        if (isSafe)
        {
            MapDriver.Run(new RootKernel<T>(2), output, output);
            return;
        }

        using var scratch = new Scratch<T>(output.Length);
        var scaled = scratch.Span;
        Scaled(x, scaled);
        ZipDriver.Run(new SafeRoot(), output, scaled, output);
    }

    private void Scaled(ReadOnlySpan<T> x, Span<T> output)
    {
        using var scratch = new Scratch<T>(output.Length);
        var sizes = scratch.Span;
        if (Order > 0)
        {
            Fold(new LargestSizeFold<T>(), x, sizes);
        }
        else
        {
            Fold(new SmallestSizeFold<T>(), x, sizes);
        }

        new CenteredReduceKernel<T, ScaledPowerFold<T>>(new ScaledPowerFold<T>(Order), From, Axes).Invoke(x, sizes, output);
        MapDriver.Run(new RootKernel<T>(Order), output, output);
        ZipDriver.Run(new ScaleBack(), output, sizes, output);
    }

    private void Fold<TFold>(TFold fold, ReadOnlySpan<T> x, Span<T> output)
        where TFold : struct, IFoldKernel<T> => new ReduceKernel<T, TFold>(fold, From, Axes).Invoke(x, output);

    /// <summary>The root of a plain sum of squares where it lies far enough from both ends of the range, else the scaled norm.</summary>
    private readonly record struct SafeRoot : IZipKernel<T>
    {
        public static bool IsVectorized => false;

        /// <summary>Squares below the smallest normal number lose bits; a sum 2^40 above it does not notice them.</summary>
        public static bool IsSafe(T sum) =>
            sum >= T.CreateTruncating(typeof(T) == typeof(float) ? 1.3e-26 : 2.5e-296) && sum < T.PositiveInfinity;

        public T Invoke(T x, T y) => IsSafe(x) ? T.Sqrt(x) : y;

        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => throw new UnreachableException();
    }

    /// <summary>The root times the size that was taken out; a size of 0 or infinity is the norm itself.</summary>
    private readonly record struct ScaleBack : IZipKernel<T>
    {
        public T Invoke(T x, T y) => y == T.Zero || y == T.PositiveInfinity ? y : x * y;

        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y)
        {
            var alone = Vector512.Equals(y, Vector512<T>.Zero) | Vector512.Equals(y, Vector512.Create(T.PositiveInfinity));
            return Vector512.ConditionalSelect(alone, y, x * y);
        }
    }
}
