namespace AutoGrad;

/// <summary>A SIMD register of float or double, of any width, with just the operations the special functions need.</summary>
/// <remarks>
/// Each function is written once over this interface and instantiated at 128 bits (lane 0 is the scalar form), 256 bits and
/// 512 bits. Every operation is the same IEEE operation in every lane, so scalar and vector results agree bit for bit by construction.
/// Comparisons give masks: all bits of a lane set or none.
/// </remarks>
internal interface ILanes<TSelf, T>
    where TSelf : struct, ILanes<TSelf, T>
    where T : unmanaged
{
    static abstract int Count { get; }

    static abstract unsafe TSelf Load(T* source);

    /// <summary>The number in every lane.</summary>
    static abstract TSelf Repeat(T value);

    /// <summary>The constant in every lane; the literal is double and is rounded to T once, by the JIT.</summary>
    static abstract TSelf Of(double value);

    /// <summary>An integer constant in every lane: 32 bits wide for float, 64 for double.</summary>
    static abstract TSelf OfBits(long bits);

    static abstract TSelf operator +(TSelf x, TSelf y);

    static abstract TSelf operator -(TSelf x, TSelf y);

    static abstract TSelf operator *(TSelf x, TSelf y);

    static abstract TSelf operator /(TSelf x, TSelf y);

    static abstract TSelf operator -(TSelf x);

    static abstract TSelf operator &(TSelf x, TSelf y);

    static abstract TSelf operator |(TSelf x, TSelf y);

    static abstract TSelf operator ^(TSelf x, TSelf y);

    /// <summary>x * y + z with one rounding.</summary>
    static abstract TSelf MultiplyAdd(TSelf x, TSelf y, TSelf z);

    static abstract TSelf Sqrt(TSelf x);

    /// <summary>Whether the machine has <see cref="Scale"/>.</summary>
    static abstract bool CanScale { get; }

    /// <summary>x 2^n for a whole n, with one rounding, in one instruction; to be called where <see cref="CanScale"/> only.</summary>
    static abstract TSelf Scale(TSelf x, TSelf n);

    /// <summary>The smaller of both in one instruction; a NaN in y passes.</summary>
    static abstract TSelf Smaller(TSelf x, TSelf y);

    /// <summary>The larger of both in one instruction; a NaN in y passes.</summary>
    static abstract TSelf Larger(TSelf x, TSelf y);

    static abstract TSelf Less(TSelf x, TSelf y);

    static abstract TSelf Equal(TSelf x, TSelf y);

    /// <summary>Equality of the lanes' bits read as integers.</summary>
    static abstract TSelf EqualBits(TSelf x, TSelf y);

    static abstract TSelf Select(TSelf mask, TSelf whenTrue, TSelf whenFalse);

    /// <summary>Whether any bit of any lane is set; asked of masks.</summary>
    static abstract bool Any(TSelf mask);

    /// <summary>Whether all bits of all lanes are set; asked of masks.</summary>
    static abstract bool All(TSelf mask);

    static abstract TSelf AddBits(TSelf x, TSelf y);

    static abstract TSelf SubtractBits(TSelf x, TSelf y);

    static abstract TSelf ShiftLeft(TSelf x, int count);

    /// <summary>Shifts zeros in from the left.</summary>
    static abstract TSelf ShiftRight(TSelf x, int count);

    T this[int lane] { get; }

    unsafe void Store(T* target);

    TSelf With(int lane, T value);
}
