using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>An element-wise function of one number: y = f(x). The fields of the implementing struct are the op's attributes.</summary>
/// <remarks>
/// The scalar and the vector method must give the same bits lane by lane: the driver picks one by length alone.
/// A kernel without a vector form says so by <see cref="IsVectorized"/>; its vector method is then never called.
/// A kernel of more than some ten operations is a <see cref="ILanesMapKernel{T}"/> instead: one formula, of which the loops hold one copy.
/// </remarks>
internal interface IMapKernel<T>
    where T : unmanaged
{
    /// <summary>Whether the vector method may be called; a constant that the JIT folds away.</summary>
    static virtual bool IsVectorized => true;

    /// <summary>Whether only the method over lanes may be called; a constant too.</summary>
    static virtual bool IsOverLanes => false;

    T Invoke(T x);

    Vector512<T> Invoke(Vector512<T> x);

    TLanes Invoke<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, T> => throw new UnreachableException();
}

/// <summary>
/// An element-wise function of one number that is written once, over a register of any width: what kernels with a special function inside are.
/// </summary>
/// <remarks>The method must ask for AggressiveInlining, and so must all it calls up to the operators: see <see cref="LanesLoop"/>.</remarks>
internal interface ILanesMapKernel<T> : IMapKernel<T>
    where T : unmanaged
{
    static bool IMapKernel<T>.IsOverLanes => true;

    T IMapKernel<T>.Invoke(T x) => throw new UnreachableException();

    Vector512<T> IMapKernel<T>.Invoke(Vector512<T> x) => throw new UnreachableException();

    abstract TLanes IMapKernel<T>.Invoke<TLanes>(TLanes x);
}

/// <summary>An element-wise function of two numbers: z = f(x, y). See <see cref="IMapKernel{T}"/>.</summary>
internal interface IZipKernel<T>
    where T : unmanaged
{
    static virtual bool IsVectorized => true;

    static virtual bool IsOverLanes => false;

    T Invoke(T x, T y);

    Vector512<T> Invoke(Vector512<T> x, Vector512<T> y);

    TLanes Invoke<TLanes>(TLanes x, TLanes y)
        where TLanes : struct, ILanes<TLanes, T> => throw new UnreachableException();
}

/// <summary>An element-wise function of two numbers that is written once, over a register of any width. See <see cref="ILanesMapKernel{T}"/>.</summary>
internal interface ILanesZipKernel<T> : IZipKernel<T>
    where T : unmanaged
{
    static bool IZipKernel<T>.IsOverLanes => true;

    T IZipKernel<T>.Invoke(T x, T y) => throw new UnreachableException();

    Vector512<T> IZipKernel<T>.Invoke(Vector512<T> x, Vector512<T> y) => throw new UnreachableException();

    abstract TLanes IZipKernel<T>.Invoke<TLanes>(TLanes x, TLanes y);
}

/// <summary>An element-wise function of three numbers: w = f(x, y, z). See <see cref="IMapKernel{T}"/>.</summary>
internal interface IZip3Kernel<T>
    where T : unmanaged
{
    static virtual bool IsVectorized => true;

    T Invoke(T x, T y, T z);

    Vector512<T> Invoke(Vector512<T> x, Vector512<T> y, Vector512<T> z);
}

/// <summary>An element-wise function that follows a product in the same op.</summary>
internal interface IActivationKernel<T>
    where T : unmanaged
{
    /// <summary>Whether the slopes are noted; else the results say them.</summary>
    bool HasNotes { get; }

    /// <summary>y = f(z), in place, and the slopes, unless the notes are empty.</summary>
    void Map(Span<T> values, Span<T> notes);

    /// <summary>g f'(z), from the notes or from y.</summary>
    void Gradient(ReadOnlySpan<T> g, ReadOnlySpan<T> kept, Span<T> output);
}

/// <summary>A kernel whose work is products: it knows how many. What else it does to each result, a bias or a gate, is not counted.</summary>
internal interface IProductKernel
{
    /// <summary>The multiplications that are each followed by an addition.</summary>
    long MultiplyAdds { get; }
}

/// <summary>A function of one span of numbers into another: a reduction, a permutation, a softmax. Sizes are fields, checked before the launch.</summary>
internal interface ISpanKernel<T>
    where T : unmanaged
{
    void Invoke(ReadOnlySpan<T> x, Span<T> output);
}

/// <summary>A reduction that can end a chain of launches, where it gives one number.</summary>
internal interface IFoldingKernel<T>
    where T : unmanaged
{
    /// <summary>The same fold as a part of a chain.</summary>
    FoldLink<T> Link();
}

/// <summary>A function of two spans into a third: a matrix product, a fused gradient.</summary>
internal interface ISpanKernel2<T>
    where T : unmanaged
{
    void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output);
}

/// <summary>A function of three spans into a fourth.</summary>
internal interface ISpanKernel3<T>
    where T : unmanaged
{
    void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output);
}

/// <summary>Numbers made from nothing: a range, random numbers.</summary>
internal interface IGeneratorKernel<T>
    where T : unmanaged
{
    void Invoke(Span<T> output);
}

/// <summary>A function of one span of numbers into integers: positions of maxima.</summary>
internal interface IIndexKernel<T>
    where T : unmanaged
{
    void Invoke(ReadOnlySpan<T> x, Span<int> output);
}
