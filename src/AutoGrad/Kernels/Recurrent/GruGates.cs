using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The gates of one row of a gated recurrent unit at one step, and their gradient. Scalars and vectors give the same bits.</summary>
/// <remarks>
/// With x of the inputs and q = h' W + b of the output before, r = σ(x₁ + q₁), z = σ(x₂ + q₂), n = tanh(x₃ + r q₃) and h = (1 - z) n + z h'.
/// The gradient takes the slopes from the gates, as <see cref="LstmGates"/> does.
/// Source: Cho et al., Learning phrase representations using RNN encoder-decoder, 2014; the product with r after that with W as in cuDNN and PyTorch.
/// </remarks>
internal static unsafe class GruGates
{
    /// <summary>Writes the output and, where they are wanted (not null), r, z, n and q₃, [4 size]. The products come without the bias and are written over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<T>(int size, T* x, T* products, T* bias, T* former, T* kept, T* output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Gemm.AddTo(new Span<T>(products, 3 * size), new ReadOnlySpan<T>(bias, 3 * size));
        T* q = products + (2 * size);
        T* reset = kept == null ? products : kept;
        T* keep = reset + size, update = reset + (2 * size);
        GateLoops.SigmoidOfSum(x, products, reset, 2 * size);
        if (kept != null)
        {
            new ReadOnlySpan<T>(q, size).CopyTo(new Span<T>(kept + (3 * size), size));
        }

        T* inputs = x + (2 * size);
        nint j = 0;
        for (; j + Vector512<T>.Count <= size; j += Vector512<T>.Count)
        {
            (Vector512.Load(inputs + j) + (Vector512.Load(reset + j) * Vector512.Load(q + j))).Store(update + j);
        }

        for (; j < size; j++)
        {
            update[j] = inputs[j] + (reset[j] * q[j]);
        }

        GateLoops.Tanh(update, update, size);
        for (j = 0; j + Vector512<T>.Count <= size; j += Vector512<T>.Count)
        {
            var z = Vector512.Load(keep + j);
            (((Vector512<T>.One - z) * Vector512.Load(update + j)) + (z * Vector512.Load(former + j))).Store(output + j);
        }

        for (; j < size; j++)
        {
            output[j] = ((T.One - keep[j]) * update[j]) + (keep[j] * former[j]);
        }
    }

    /// <summary>
    /// From the cotangents of the output, one from outside, one from the products of the step after, one past them: those of x, of q, and the one that goes past the products to the output before, in place.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Gradient<T>(int size, T* fromOutside, T* fromProducts, T* past, T* kept, T* former, T* x, T* q)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var one = Vector512<T>.One;
        nint j = 0;
        for (; j + Vector512<T>.Count <= size; j += Vector512<T>.Count)
        {
            var dh = Vector512.Load(fromOutside + j) + Vector512.Load(fromProducts + j) + Vector512.Load(past + j);
            var (r, z, n) = (Vector512.Load(kept + j), Vector512.Load(kept + j + size), Vector512.Load(kept + j + (2 * size)));
            var dn = dh * (one - z) * (one - (n * n));
            var dz = dh * (Vector512.Load(former + j) - n) * (z * (one - z));
            var dr = dn * Vector512.Load(kept + j + (3 * size)) * (r * (one - r));
            dr.Store(x + j);
            dz.Store(x + j + size);
            dn.Store(x + j + (2 * size));
            dr.Store(q + j);
            dz.Store(q + j + size);
            (dn * r).Store(q + j + (2 * size));
            (dh * z).Store(past + j);
        }

        for (; j < size; j++)
        {
            var dh = fromOutside[j] + fromProducts[j] + past[j];
            var (r, z, n) = (kept[j], kept[j + size], kept[j + (2 * size)]);
            var dn = dh * (T.One - z) * (T.One - (n * n));
            var dz = dh * (former[j] - n) * (z * (T.One - z));
            var dr = dn * kept[j + (3 * size)] * (r * (T.One - r));
            x[j] = dr;
            x[j + size] = dz;
            x[j + (2 * size)] = dn;
            q[j] = dr;
            q[j + size] = dz;
            q[j + (2 * size)] = dn * r;
            past[j] = dh * z;
        }
    }
}
