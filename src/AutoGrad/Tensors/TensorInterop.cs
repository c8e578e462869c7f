using System.Numerics;
using Snt = System.Numerics.Tensors;

namespace AutoGrad;

public partial class Tensor<T>
{
    /// <summary>The elements as a read-only tensor span of the base class library, on the same memory. A rank-0 tensor comes as [1], since [] does not exist there.</summary>
    /// <exception cref="ScopeEndedException">The scope that owned the tensor has ended.</exception>
    public Snt.ReadOnlyTensorSpan<T> AsReadOnlyTensorSpan()
    {
        if (Rank == 0)
        {
            return new Snt.ReadOnlyTensorSpan<T>(Read());
        }

        Span<nint> lengths = stackalloc nint[Rank];
        for (var axis = 0; axis < Rank; axis++)
        {
            lengths[axis] = Shape[axis];
        }

        return new Snt.ReadOnlyTensorSpan<T>(Read(), lengths);
    }

    /// <summary>The same numbers in another element type: exact from float to double, rounded to nearest from double to float.</summary>
    /// <remarks>The result is a constant: no gradient crosses element types.</remarks>
    /// <exception cref="TapeException">The tensor is tracked: its gradient would be lost silently. Say Detach() first.</exception>
    public Tensor<TTo> To<TTo>()
        where TTo : unmanaged, IFloatingPointIeee754<TTo>
    {
        if (IsTracked || (this is Parameter<T> && Arena<T>.Current.History is { IsRecording: true }))
        {
            throw Errors.ConversionOfTracked(Op, Shape);
        }

        var output = Tensor<TTo>.Allocate("To", Shape);
        Launch.Convert(this, output);
        return output;
    }
}
