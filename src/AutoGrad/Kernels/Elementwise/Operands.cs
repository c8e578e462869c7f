using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Where an inner loop reads one of its inputs: the same loop then serves dense rows and broadcast numbers.</summary>
internal interface IOperand<T>
    where T : unmanaged
{
    /// <summary>Whether neighbours can be read as one vector.</summary>
    static abstract bool IsVectorized { get; }

    T At(nint index);

    Vector512<T> VectorAt(nint index);

    TLanes LanesAt<TLanes>(nint index)
        where TLanes : struct, ILanes<TLanes, T>;

    /// <summary>The last elements, fewer than a vector has lanes; what the other lanes hold is one of them or zero.</summary>
    Vector512<T> PartialAt(nint index, nint count);
}

/// <summary>Neighbouring elements of a pinned span.</summary>
internal readonly unsafe struct DenseOperand<T>(T* start) : IOperand<T>
    where T : unmanaged
{
    public static bool IsVectorized => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T At(nint index) => start[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> VectorAt(nint index) => Vector512.Load(start + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes LanesAt<TLanes>(nint index)
        where TLanes : struct, ILanes<TLanes, T> => TLanes.Load(start + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> PartialAt(nint index, nint count) => PartialVector.Load(start + index, count, start[index]);
}

/// <summary>One number for all elements of the loop.</summary>
internal readonly struct ScalarOperand<T>(T value) : IOperand<T>
    where T : unmanaged
{
    public static bool IsVectorized => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T At(nint index) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> VectorAt(nint index) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes LanesAt<TLanes>(nint index)
        where TLanes : struct, ILanes<TLanes, T> => TLanes.Repeat(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> PartialAt(nint index, nint count) => Vector512.Create(value);
}

/// <summary>Elements at any distance; read one by one.</summary>
internal readonly unsafe struct StridedOperand<T>(T* start, nint stride) : IOperand<T>
    where T : unmanaged
{
    public static bool IsVectorized => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T At(nint index) => start[index * stride];

    public Vector512<T> VectorAt(nint index) => throw new InvalidOperationException("Elements at a distance are read one by one.");

    public TLanes LanesAt<TLanes>(nint index)
        where TLanes : struct, ILanes<TLanes, T> => throw new InvalidOperationException("Elements at a distance are read one by one.");

    public Vector512<T> PartialAt(nint index, nint count) => throw new InvalidOperationException("Elements at a distance are read one by one.");
}
