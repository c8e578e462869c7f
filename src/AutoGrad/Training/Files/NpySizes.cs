using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The sizes of an array's axes as a value: checking a header allocates no shape.</summary>
internal struct NpySizes
{
    private Axes axes;

    /// <summary>How many axes there are.</summary>
    public int Rank { get; private set; }

    /// <summary>The product of the sizes.</summary>
    public readonly long Elements
    {
        get
        {
            var product = 1L;
            foreach (var size in axes[..Rank])
            {
                product *= size;
            }

            return product;
        }
    }

    public void Add(int size) => axes[Rank++] = size;

    public readonly Shape ToShape() => Shape.Create(axes[..Rank]);

    [InlineArray(Shape.MaxRank)]
    private struct Axes
    {
        private int first;
    }
}
