using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Copies blocks of a matrix into the order in which a tile reads them.</summary>
/// <remarks>
/// A panel is [depth, width]: for each step of k the elements of one tile side by side, so that the tile reads memory straight on
/// whatever the matrix's layout was. Width is the tile's rows for A and its columns for B. Places past the matrix's edge are zeros;
/// what they give is never stored. Source: K. Goto, R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008).
/// </remarks>
internal static unsafe class GemmPacking
{
    private const int Line = 64;

    /// <summary>Packs neighbouring panels of a matrix whose lanes lie side by side: lane j of step p at source[p * stride + j]. Panels follow one another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void PackRows<T, TWidth>(T* source, nint stride, int depth, int lanes, T* panels)
        where T : unmanaged
        where TWidth : struct, IPanelWidth
    {
        int width = TWidth.Lanes;
        int whole = lanes / width;
        CopyRows<T, TWidth>(source, stride, depth, whole, panels);

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

    /// <summary>Copies rows of whole panels.</summary>
    /// <remarks>
    /// Memory is read row by row, but of as many rows at a time as fill whole lines of a panel: panels often lie a multiple of 4 KiB apart,
    /// where the first-level cache holds eight lines. Widths are constants here; a call of Span.CopyTo for each piece would cost more than the copy.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void CopyRows<T, TWidth>(T* source, nint stride, int depth, int count, T* panels)
        where T : unmanaged
        where TWidth : struct, IPanelWidth
    {
        int width = TWidth.Lanes;
        int group = width * sizeof(T) % Line == 32 ? 2 : width * sizeof(T) % Line == 16 ? 4 : 1;
        nint panelLength = (nint)width * depth;
        int p = 0;
        for (; group > 1 && p <= depth - group; p += group)
        {
            T* from = source;
            T* to = panels;
            for (int panel = 0; panel < count; panel++)
            {
                for (int step = 0; step < group; step++)
                {
                    Copy((byte*)(from + (step * stride)), (byte*)(to + (step * width)), width * sizeof(T));
                }

                from += width;
                to += panelLength;
            }

            source += group * stride;
            panels += group * width;
        }

        for (; p < depth; p++)
        {
            T* from = source;
            T* to = panels;
            for (int panel = 0; panel < count; panel++)
            {
                Copy((byte*)from, (byte*)to, width * sizeof(T));
                from += width;
                to += panelLength;
            }

            source += stride;
            panels += width;
        }
    }

    /// <summary>Copies one step of one panel: a constant number of bytes, a multiple of 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(byte* from, byte* to, int bytes)
    {
        for (int at = 0; at < (bytes & ~31); at += 32)
        {
            Vector256.Load(from + at).Store(to + at);
        }

        if ((bytes & 16) != 0)
        {
            Vector128.Load(from + (bytes & ~31)).Store(to + (bytes & ~31));
        }

        if ((bytes & 8) != 0)
        {
            Unsafe.WriteUnaligned(to + (bytes & ~15), Unsafe.ReadUnaligned<ulong>(from + (bytes & ~15)));
        }
    }

    /// <summary>Packs one panel of a matrix whose steps lie side by side: lane j of step p at source[j * stride + p]. It transposes.</summary>
    internal static void PackColumns<T, TWidth>(T* source, nint stride, int depth, int lanes, T* panel)
        where T : unmanaged
        where TWidth : struct, IPanelWidth
    {
        int lane = 0;
        for (; Columns.Has512Bits && lane + Vector512<T>.Count <= lanes; lane += Vector512<T>.Count)
        {
            OneRegister<T, Lanes512<T>>(source + (lane * stride), stride, depth, TWidth.Lanes, panel + lane);
        }

        for (; Columns.Has256Bits && lane + Vector256<T>.Count <= lanes; lane += Vector256<T>.Count)
        {
            OneRegister<T, Lanes256<T>>(source + (lane * stride), stride, depth, TWidth.Lanes, panel + lane);
        }

        for (; lane + 4 <= lanes; lane += 4)
        {
            FourLanes(source + (lane * stride), stride, depth, TWidth.Lanes, panel + lane);
        }

        for (; lane < TWidth.Lanes; lane++)
        {
            OneLane(lane < lanes ? source + (lane * stride) : null, depth, TWidth.Lanes, panel + lane);
        }
    }

    /// <summary>One lane, or zeros where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void OneLane<T>(T* x, int depth, int width, T* y)
        where T : unmanaged
    {
        for (int p = 0; p < depth; p++)
        {
            *y = x == null ? default : x[p];
            y += width;
        }
    }

    /// <summary>As many lanes as a register has: the tile then reads what was stored at once. A load over several stores would wait until they have reached the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void OneRegister<T, TLanes>(T* x, nint stride, int depth, int width, T* y)
        where T : unmanaged
        where TLanes : struct, ILanes<TLanes, T>
    {
        int p = 0;
        for (; p + Vector128<T>.Count <= depth; p += Vector128<T>.Count)
        {
            Columns.Load(x + p, stride, out TLanes first, out TLanes second, out TLanes third, out TLanes fourth);
            first.Store(y);
            second.Store(y + width);
            if (Vector128<T>.Count == 4)
            {
                third.Store(y + (2 * width));
                fourth.Store(y + (3 * width));
            }

            y += Vector128<T>.Count * width;
        }

        for (; p < depth; p++)
        {
            for (int lane = 0; lane < TLanes.Count; lane++)
            {
                y[lane] = x[(lane * stride) + p];
            }

            y += width;
        }
    }

    /// <summary>Four lanes: four straight reads, and each write fills four neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void FourLanes<T>(T* x0, nint stride, int depth, int width, T* y)
        where T : unmanaged
    {
        T* x1 = x0 + stride;
        T* x2 = x1 + stride;
        T* x3 = x2 + stride;
        for (int p = 0; p < depth; p++)
        {
            y[0] = x0[p];
            y[1] = x1[p];
            y[2] = x2[p];
            y[3] = x3[p];
            y += width;
        }
    }
}
