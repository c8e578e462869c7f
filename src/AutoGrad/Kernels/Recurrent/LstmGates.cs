using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The gates of one row of a long short-term memory at one step, and their gradient. Scalars and vectors give the same bits.</summary>
/// <remarks>
/// With a = p + q the pre-activations, i = σ(a₁), f = σ(a₂), u = tanh a₃, o = σ(a₄): c = f c' + i u and h = o tanh c, c' being the cell before.
/// The gradient takes the slopes from the gates, σ' = s (1 - s) and tanh' = 1 - t²: what they lose next to saturation is an ulp of the gate itself.
/// Source: Hochreiter and Schmidhuber, Long short-term memory, 1997; Gers, Schmidhuber and Cummins, Learning to forget, 2000, for f.
/// </remarks>
internal static unsafe class LstmGates
{
    /// <summary>Writes the gates [4 size] (null: not wanted), the cell and the output. The new cell may be the former one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(int size, T* p, T* q, T* formerCell, T* gates, T* cell, T* output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint j = 0;
        for (; j + Vector512<T>.Count <= size; j += Vector512<T>.Count)
        {
            var i = Special.Sigmoid(Sum(p, q, j));
            var f = Special.Sigmoid(Sum(p, q, j + size));
            var u = Special.Tanh(Sum(p, q, j + (2 * size)));
            var o = Special.Sigmoid(Sum(p, q, j + (3 * size)));
            var c = (f * Vector512.Load(formerCell + j)) + (i * u);
            c.Store(cell + j);
            if (gates != null)
            {
                i.Store(gates + j);
                f.Store(gates + j + size);
                u.Store(gates + j + (2 * size));
                o.Store(gates + j + (3 * size));
            }

            (o * Special.Tanh(c)).Store(output + j);
        }

        for (; j < size; j++)
        {
            var i = Special.Sigmoid(p[j] + q[j]);
            var f = Special.Sigmoid(p[j + size] + q[j + size]);
            var u = Special.Tanh(p[j + (2 * size)] + q[j + (2 * size)]);
            var o = Special.Sigmoid(p[j + (3 * size)] + q[j + (3 * size)]);
            var c = (f * formerCell[j]) + (i * u);
            cell[j] = c;
            if (gates != null)
            {
                gates[j] = i;
                gates[j + size] = f;
                gates[j + (2 * size)] = u;
                gates[j + (3 * size)] = o;
            }

            output[j] = o * Special.Tanh(c);
        }
    }

    /// <summary>From the cotangents of the output (in two parts, from outside and from the step after) and of the cell: those of the pre-activations and, in place, of the cell before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient<T>(int size, T* fromOutside, T* fromAfter, T* cellCotangent, T* gates, T* formerCell, T* cell, T* result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var one = Vector512<T>.One;
        nint j = 0;
        for (; j + Vector512<T>.Count <= size; j += Vector512<T>.Count)
        {
            var t = Special.Tanh(Vector512.Load(cell + j));
            var (i, f) = (Vector512.Load(gates + j), Vector512.Load(gates + j + size));
            var (u, o) = (Vector512.Load(gates + j + (2 * size)), Vector512.Load(gates + j + (3 * size)));
            var dh = Vector512.Load(fromOutside + j) + Vector512.Load(fromAfter + j);
            var dc = Vector512.Load(cellCotangent + j) + (dh * o * (one - (t * t)));
            (dc * u * (i * (one - i))).Store(result + j);
            (dc * Vector512.Load(formerCell + j) * (f * (one - f))).Store(result + j + size);
            (dc * i * (one - (u * u))).Store(result + j + (2 * size));
            (dh * t * (o * (one - o))).Store(result + j + (3 * size));
            (dc * f).Store(cellCotangent + j);
        }

        for (; j < size; j++)
        {
            var t = Special.Tanh(cell[j]);
            var (i, f, u, o) = (gates[j], gates[j + size], gates[j + (2 * size)], gates[j + (3 * size)]);
            var dh = fromOutside[j] + fromAfter[j];
            var dc = cellCotangent[j] + (dh * o * (T.One - (t * t)));
            result[j] = dc * u * (i * (T.One - i));
            result[j + size] = dc * formerCell[j] * (f * (T.One - f));
            result[j + (2 * size)] = dc * i * (T.One - (u * u));
            result[j + (3 * size)] = dh * t * (o * (T.One - o));
            cellCotangent[j] = dc * f;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Sum<T>(T* p, T* q, nint at)
        where T : unmanaged => Vector512.Load(p + at) + Vector512.Load(q + at);
}
