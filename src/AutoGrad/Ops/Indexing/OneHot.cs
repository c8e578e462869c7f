using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension(Indices indices)
    {
        /// <summary>Class numbers as vectors that are 1 at the class and 0 elsewhere: <c>labels.OneHot&lt;float&gt;(10)</c>.</summary>
        /// <remarks>
        /// Formula: y[.., k] = 1 where k = indices[..], else 0.  Derivative: none, the result is a constant.  Shapes: that of the indices and the classes as a further axis.
        /// Keeps: nothing.  Errors: AG121 for an index that is no class.  Accuracy: exact.
        /// </remarks>
        /// <param name="classes">The number of classes.</param>
        public Tensor<T> OneHot<T>(int classes)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            ArgumentNullException.ThrowIfNull(indices);
            var shape = Shape.For("OneHot", [.. indices.Shape.AsSpan(), classes]);
            indices.CheckRange("OneHot", classes, "the classes");
            return Tensor<T>.Generated("OneHot", shape, new OneHotKernel<T>(indices, classes));
        }
    }
}

internal readonly record struct OneHotKernel<T>(Indices Indices, int Classes) : IGeneratorKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(Span<T> output) => AutoGrad.OneHot.Run(Indices.AsSpan(), Classes, output);
}
