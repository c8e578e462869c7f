using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad;

/// <summary>Copies blocks of a matrix into the order in which a tile reads them.</summary>
/// <remarks>
/// A panel is [depth, width]: for each step of k the elements of one tile side by side, so that the tile reads memory straight on
/// whatever the matrix's layout was. Width is the tile's rows for A and its columns for B. Places past the matrix's edge are zeros;
/// what they give is never stored. Source: K. Goto, R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008).
/// </remarks>
internal static unsafe class GemmPacking
{
    /// <summary>Packs neighbouring panels of a matrix whose lanes lie side by side: lane j of step p at source[p * stride + j]. Panels follow one another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void PackRows<T>(T* source, nint stride, int depth, int lanes, int width, T* panels)
        where T : unmanaged
    {
        int whole = lanes / width;
        if (whole > 0)
        {
            CopyRows((byte*)source, stride * sizeof(T), depth, whole, width * sizeof(T), (byte*)panels);
        }

        int rest = lanes - (whole * width);
        if (rest == 0)
        {
            return;
        }

        source += whole * width;
        panels += (nint)whole * width * depth;
        for (int p = 0; p < depth; p++)
        {
            new ReadOnlySpan<T>(source, rest).CopyTo(new Span<T>(panels, rest));
            new Span<T>(panels + rest, width - rest).Clear();
            source += stride;
            panels += width;
        }
    }

    /// <summary>Copies rows of whole panels: a width is a multiple of 32 bytes, or 16 or 24 (four or six floats) or 48 (six doubles).</summary>
    /// <remarks>Row by row, so that memory is read straight on; one call of Span.CopyTo for each piece would cost more than the copy.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void CopyRows(byte* source, nint stride, int depth, int count, int width, byte* panels)
    {
        nint panelLength = (nint)width * depth;
        for (int p = 0; p < depth; p++)
        {
            byte* from = source;
            byte* to = panels;
            switch (width)
            {
                case 16:
                    for (int panel = 0; panel < count; panel++)
                    {
                        Vector128.Load(from).Store(to);
                        from += 16;
                        to += panelLength;
                    }

                    break;
                case 24:
                    for (int panel = 0; panel < count; panel++)
                    {
                        Vector128.Load(from).Store(to);
                        Unsafe.WriteUnaligned(to + 16, Unsafe.ReadUnaligned<ulong>(from + 16));
                        from += 24;
                        to += panelLength;
                    }

                    break;
                case 48:
                    for (int panel = 0; panel < count; panel++)
                    {
                        Vector256.Load(from).Store(to);
                        Vector128.Load(from + 32).Store(to + 32);
                        from += 48;
                        to += panelLength;
                    }

                    break;
                case 64:
                    for (int panel = 0; panel < count; panel++)
                    {
                        var low = Vector256.Load(from);
                        var high = Vector256.Load(from + 32);
                        low.Store(to);
                        high.Store(to + 32);
                        from += 64;
                        to += panelLength;
                    }

                    break;
                default:
                    for (int panel = 0; panel < count; panel++)
                    {
                        for (int at = 0; at < width; at += 32)
                        {
                            Vector256.Load(from + at).Store(to + at);
                        }

                        from += width;
                        to += panelLength;
                    }

                    break;
            }

            source += stride;
            panels += width;
        }
    }

    /// <summary>Packs one panel of a matrix whose steps lie side by side: lane j of step p at source[j * stride + p]. It transposes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void PackColumns<T>(T* source, nint stride, int depth, int lanes, int width, T* panel)
        where T : unmanaged
    {
        int lane = 0;
        for (; lane + 4 <= lanes; lane += 4)
        {
            // Four lanes at a time: four straight reads, and each write fills four neighbours.
            T* x0 = source + (lane * stride);
            T* x1 = x0 + stride;
            T* x2 = x1 + stride;
            T* x3 = x2 + stride;
            T* y = panel + lane;
            int p = 0;
            if (typeof(T) == typeof(float) && Sse.IsSupported)
            {
                for (; p + 4 <= depth; p += 4)
                {
                    Transpose((float*)(x0 + p), (float*)(x1 + p), (float*)(x2 + p), (float*)(x3 + p), (float*)y, width);
                    y += 4 * width;
                }
            }
            else if (typeof(T) == typeof(double) && Sse2.IsSupported)
            {
                for (; p + 2 <= depth; p += 2)
                {
                    Transpose((double*)(x0 + p), (double*)(x1 + p), (double*)y, width);
                    Transpose((double*)(x2 + p), (double*)(x3 + p), (double*)(y + 2), width);
                    y += 2 * width;
                }
            }

            for (; p < depth; p++)
            {
                y[0] = x0[p];
                y[1] = x1[p];
                y[2] = x2[p];
                y[3] = x3[p];
                y += width;
            }
        }

        for (; lane < width; lane++)
        {
            T* x = source + (lane * stride);
            T* y = panel + lane;
            bool inside = lane < lanes;
            for (int p = 0; p < depth; p++)
            {
                *y = inside ? x[p] : default;
                y += width;
            }
        }
    }

    /// <summary>Four steps of four lanes: a 4 x 4 transpose in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(float* x0, float* x1, float* x2, float* x3, float* y, int width)
    {
        Vector128<float> row0 = Vector128.Load(x0), row1 = Vector128.Load(x1), row2 = Vector128.Load(x2), row3 = Vector128.Load(x3);
        var low01 = Sse.UnpackLow(row0, row1);
        var low23 = Sse.UnpackLow(row2, row3);
        var high01 = Sse.UnpackHigh(row0, row1);
        var high23 = Sse.UnpackHigh(row2, row3);
        Sse.MoveLowToHigh(low01, low23).Store(y);
        Sse.MoveHighToLow(low23, low01).Store(y + width);
        Sse.MoveLowToHigh(high01, high23).Store(y + (2 * width));
        Sse.MoveHighToLow(high23, high01).Store(y + (3 * width));
    }

    /// <summary>Two steps of two lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(double* x0, double* x1, double* y, int width)
    {
        Vector128<double> row0 = Vector128.Load(x0), row1 = Vector128.Load(x1);
        Sse2.UnpackLow(row0, row1).Store(y);
        Sse2.UnpackHigh(row0, row1).Store(y + width);
    }
}

/// <summary>A pooled array, to be pinned by the user and then read from <see cref="Align"/> on.</summary>
internal readonly ref struct GemmScratch<T>(int length)
    where T : unmanaged
{
    // A cache line: a vector that straddles two lines costs two loads.
    private const int Alignment = 64;

    internal T[] Array { get; } = ArrayPool<T>.Shared.Rent(length + (Alignment / Unsafe.SizeOf<T>()));

    internal static unsafe T* Align(T* start) => (T*)(((nuint)start + (Alignment - 1)) & ~(nuint)(Alignment - 1));

    internal void Return() => ArrayPool<T>.Shared.Return(Array);
}
