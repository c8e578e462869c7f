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
    /// <summary>Writes the gates [4 size] (null: not wanted, then over q), the cell and the output. The new cell may be the former one.</summary>
    /// <remarks>Function by function: all five in one loop would be more than the compiler inlines, and a row stays in the first-level cache.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<T>(int size, T* p, T* q, T* formerCell, T* gates, T* cell, T* output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        gates = gates == null ? q : gates;
        T* input = gates, forget = gates + size, update = gates + (2 * size), open = gates + (3 * size);
        GateLoops.SigmoidOfSum(p, q, input, 2 * size);
        GateLoops.TanhOfSum(p + (2 * size), q + (2 * size), update, size);
        GateLoops.SigmoidOfSum(p + (3 * size), q + (3 * size), open, size);
        nint j = 0;
        for (; j + Vector512<T>.Count <= size; j += Vector512<T>.Count)
        {
            ((Vector512.Load(forget + j) * Vector512.Load(formerCell + j)) + (Vector512.Load(input + j) * Vector512.Load(update + j))).Store(cell + j);
        }

        for (; j < size; j++)
        {
            cell[j] = (forget[j] * formerCell[j]) + (input[j] * update[j]);
        }

        GateLoops.TimesTanh(open, cell, output, size);
    }

    /// <summary>From the cotangents of the output (in two parts, from outside and from the step after) and of the cell: those of the pre-activations and, in place, of the cell before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Gradient<T>(int size, T* fromOutside, T* fromAfter, T* cellCotangent, T* gates, T* formerCell, T* cell, T* result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // The tanh of the cell waits where the last gate's cotangent will be.
        T* tanhs = result + (3 * size);
        GateLoops.Tanh(cell, tanhs, size);
        var one = Vector512<T>.One;
        nint j = 0;
        for (; j + Vector512<T>.Count <= size; j += Vector512<T>.Count)
        {
            var t = Vector512.Load(tanhs + j);
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
            var t = tanhs[j];
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
}
