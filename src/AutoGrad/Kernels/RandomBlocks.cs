using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>What a kind of draw makes of the four words of one Philox block.</summary>
internal interface IRandomBlock<T>
{
    /// <summary>Elements in a block.</summary>
    static abstract int Length { get; }

    static abstract void Write((uint Word0, uint Word1, uint Word2, uint Word3) words, Span<T> destination);
}

/// <summary>Random words as numbers. Integers convert as signed ones, for which machines have an instruction.</summary>
internal static class RandomBits
{
    private const double Two32 = 4294967296.0;
    private const double Two53 = 9007199254740992.0;

    internal static ulong Join(uint low, uint high) => ((ulong)high << 32) | low;

    /// <summary>The upper 24 bits as a fraction in [0, 1): all that a float holds of it.</summary>
    internal static float Fraction24(uint word) => (int)(word >> 8) * (1.0f / (1 << 24));

    internal static double Fraction32(uint word) => word * (1.0 / Two32);

    /// <summary>The upper 53 bits as a fraction in [0, 1): all that a double holds of it.</summary>
    internal static double Fraction53(uint low, uint high) => (long)(Join(low, high) >> 11) * (1.0 / Two53);

    /// <summary>A fraction in (0, 1], which has a logarithm.</summary>
    internal static double PositiveFraction32(uint word) => (word + 1.0) * (1.0 / Two32);

    /// <inheritdoc cref="PositiveFraction32"/>
    internal static double PositiveFraction53(uint low, uint high) => (long)((Join(low, high) >> 11) + 1) * (1.0 / Two53);
}

/// <summary>Four floats in [0, 1).</summary>
internal readonly struct UniformSingleBlock<T> : IRandomBlock<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Length => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write((uint Word0, uint Word1, uint Word2, uint Word3) words, Span<T> destination)
    {
        destination[3] = Unsafe.BitCast<float, T>(RandomBits.Fraction24(words.Word3));
        destination[2] = Unsafe.BitCast<float, T>(RandomBits.Fraction24(words.Word2));
        destination[1] = Unsafe.BitCast<float, T>(RandomBits.Fraction24(words.Word1));
        destination[0] = Unsafe.BitCast<float, T>(RandomBits.Fraction24(words.Word0));
    }
}

/// <summary>Two doubles in [0, 1).</summary>
internal readonly struct UniformDoubleBlock<T> : IRandomBlock<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Length => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write((uint Word0, uint Word1, uint Word2, uint Word3) words, Span<T> destination)
    {
        destination[1] = Unsafe.BitCast<double, T>(RandomBits.Fraction53(words.Word2, words.Word3));
        destination[0] = Unsafe.BitCast<double, T>(RandomBits.Fraction53(words.Word0, words.Word1));
    }
}

/// <summary>Four normal floats, computed in double and rounded once.</summary>
internal readonly struct NormalSingleBlock<T> : IRandomBlock<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Length => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write((uint Word0, uint Word1, uint Word2, uint Word3) words, Span<T> destination)
    {
        var (x0, x1) = BoxMuller.Transform(RandomBits.PositiveFraction32(words.Word0), RandomBits.Fraction32(words.Word1));
        var (x2, x3) = BoxMuller.Transform(RandomBits.PositiveFraction32(words.Word2), RandomBits.Fraction32(words.Word3));
        destination[3] = Unsafe.BitCast<float, T>((float)x3);
        destination[2] = Unsafe.BitCast<float, T>((float)x2);
        destination[1] = Unsafe.BitCast<float, T>((float)x1);
        destination[0] = Unsafe.BitCast<float, T>((float)x0);
    }
}

/// <summary>Two normal doubles.</summary>
internal readonly struct NormalDoubleBlock<T> : IRandomBlock<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Length => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write((uint Word0, uint Word1, uint Word2, uint Word3) words, Span<T> destination)
    {
        var (x0, x1) = BoxMuller.Transform(
            RandomBits.PositiveFraction53(words.Word0, words.Word1), RandomBits.Fraction53(words.Word2, words.Word3));
        destination[1] = Unsafe.BitCast<double, T>(x1);
        destination[0] = Unsafe.BitCast<double, T>(x0);
    }
}
