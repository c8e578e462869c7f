using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// Walks the outer loops of a <see cref="LoopNest"/> and keeps each operand's position: a step adds strides, so there is neither recursion
/// nor a division per element. Starting in the middle costs one division per axis: work can be cut anywhere.
/// </summary>
internal struct Odometer
{
    private AxisInts counters;
    private readonly int first;

    /// <summary>Stands at turn <paramref name="index"/> of the loops from axis <paramref name="first"/> outwards.</summary>
    public Odometer(in LoopNest nest, int first, int index = 0)
    {
        this.first = first;
        for (int axis = first; axis < nest.Rank && index > 0; axis++)
        {
            (index, int counter) = Math.DivRem(index, nest.Shape[axis]);
            counters[axis] = counter;
            X += (nint)counter * nest.X[axis];
            Y += (nint)counter * nest.Y[axis];
            Z += (nint)counter * nest.Z[axis];
        }
    }

    public nint X { get; private set; }

    public nint Y { get; private set; }

    public nint Z { get; private set; }

    /// <summary>One turn further; after the last it stands at the first again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Next(in LoopNest nest)
    {
        for (int axis = first; axis < nest.Rank; axis++)
        {
            X += nest.X[axis];
            Y += nest.Y[axis];
            Z += nest.Z[axis];
            if (++counters[axis] < nest.Shape[axis])
            {
                return;
            }

            nint size = nest.Shape[axis];
            X -= size * nest.X[axis];
            Y -= size * nest.Y[axis];
            Z -= size * nest.Z[axis];
            counters[axis] = 0;
        }
    }
}
