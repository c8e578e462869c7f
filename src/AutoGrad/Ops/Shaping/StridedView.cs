using System.Numerics;

namespace AutoGrad;

/// <summary>
/// Where the elements of one dense tensor lie in another: y[i, j, ...] = x[offset + i s0 + j s1 + ...]. No element is met twice, so that reading by it (slices,
/// diagonals) and writing by it into a filled tensor (padding, diagonal matrices) are each other's adjoint.
/// </summary>
/// <param name="From">The shape of the larger tensor.</param>
/// <param name="To">The shape of the part.</param>
/// <param name="Offset">The place of the part's first element.</param>
/// <param name="Strides">How far one step along each axis of the part moves in the larger tensor.</param>
internal sealed record StridedView(Shape From, Shape To, int Offset, int[] Strides)
{
    /// <summary>The view of the same part of each of many tensors.</summary>
    public StridedView Over(int rows) => new(From.Over(rows), To.Over(rows), Offset, [From.ElementCount, .. Strides]);
}

public static partial class Ops
{
    /// <summary>Copies a part out of a tensor: y = x at the view's places.</summary>
    internal static Tensor<T> View<T>(Tensor<T> x, StridedView view, string op)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, view.To, new ViewKernel<T>(view), OpKind.Linear, static (_, _, kernel) => new ViewRule<T>(kernel.View).Pull, op);

    /// <summary>Writes a part into a tensor that holds one number everywhere else: the adjoint of <see cref="View"/> when that number is 0.</summary>
    internal static Tensor<T> Embed<T>(Tensor<T> x, StridedView view, T fill, string op)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var kind = fill == T.Zero ? OpKind.Linear : OpKind.General;
        return Apply(x, view.From, new EmbedKernel<T>(view, fill), kind, static (_, _, kernel) => g => View(g, kernel.View, "View"), op);
    }

    /// <summary>Sets the view's places to 0 and leaves the rest: its own adjoint.</summary>
    internal static Tensor<T> ClearView<T>(Tensor<T> x, StridedView view)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, view.From, new ClearViewKernel<T>(view), OpKind.ElementWise, static (_, _, kernel) => g => ClearView(g, kernel.View));
}

/// <summary>The rule of <see cref="Ops.View"/>: the cotangent at the view's places, zeros elsewhere.</summary>
internal sealed class ViewRule<T>(StridedView view) : IAddingRule<T>, IForwardRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Tensor<T> Pull(Tensor<T> cotangent) => Ops.Embed(cotangent, view, T.Zero, "Embed");

    public Tensor<T> Push(Tensor<T> tangent) => Ops.View(tangent, view, "View");

    public bool TryAddTo(Tensor<T> sum, Tensor<T> cotangent, Tensor<T>? kept)
    {
        Launch.Run(new AddAtViewKernel<T>(view), cotangent, sum);
        return true;
    }
}

/// <summary>Adds to the view's places; the output holds the sum so far.</summary>
internal readonly record struct AddAtViewKernel<T>(StridedView View) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output) => StridedScatter.Run(new AddKernel<T>(), x, output, View.Offset, View.Strides, View.To);
}

internal readonly record struct ViewKernel<T>(StridedView View) : ISpanKernel<T>, IBatchable<ViewKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public ViewKernel<T> Over(int rows) => new(View.Over(rows));

    public void Invoke(ReadOnlySpan<T> x, Span<T> output) => StridedCopy.Run(x, View.Offset, View.Strides, View.To, output);
}

internal readonly record struct EmbedKernel<T>(StridedView View, T Fill) : ISpanKernel<T>, IBatchable<EmbedKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public EmbedKernel<T> Over(int rows) => this with { View = View.Over(rows) };

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        output.Fill(Fill);
        StridedScatter.Run(x, output, View.Offset, View.Strides, View.To);
    }
}

internal readonly record struct ClearViewKernel<T>(StridedView View) : ISpanKernel<T>, IBatchable<ClearViewKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public ClearViewKernel<T> Over(int rows) => new(View.Over(rows));

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        x.CopyTo(output);
        StridedFill.Run(T.Zero, output, View.Offset, View.Strides, View.To);
    }
}
