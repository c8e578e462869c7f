using System.Numerics;

namespace AutoGrad;

/// <summary>
/// Makes the shorter of a matrix's rows and columns orthonormal, times a gain, keeping their directions as far as possible: of a normal
/// matrix, an orthogonal one drawn evenly.
/// </summary>
/// <remarks>
/// Gram and Schmidt, each vector projected twice, which brings the orthogonality to rounding error whatever the matrix ("twice is enough").
/// The arithmetic is in double for every element type. A vector that vanishes (not met with normal numbers) is replaced by a unit vector.
/// Source: L. Giraud, J. Langou, M. Rozloznik, "The loss of orthogonality in the Gram-Schmidt orthogonalization process" (2005).
/// Even distribution: G. Stewart, "The efficient generation of random orthogonal matrices" (1980).
/// </remarks>
internal readonly record struct OrthonormalKernel<T>(int Rows, int Columns, T Gain) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        KernelErrors.CheckLength("input", (long)Rows * Columns, x.Length);
        KernelErrors.CheckLength("output", x.Length, output.Length);

        // The vectors that become orthonormal are laid out one after the other: the rows of a wide matrix, the columns of a tall one.
        bool wide = Rows <= Columns;
        int count = Math.Min(Rows, Columns);
        int length = Math.Max(Rows, Columns);
        double[] vectors = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            vectors[wide ? i : ((i % Columns) * length) + (i / Columns)] = double.CreateTruncating(x[i]);
        }

        for (int index = 0; index < count; index++)
        {
            Orthonormalize(vectors, index, length);
        }

        for (int i = 0; i < output.Length; i++)
        {
            output[i] = Gain * T.CreateTruncating(vectors[wide ? i : ((i % Columns) * length) + (i / Columns)]);
        }
    }

    private static void Orthonormalize(double[] vectors, int index, int length)
    {
        Span<double> vector = vectors.AsSpan(index * length, length);
        for (int unit = 0; !Project(vectors, vector, index, length); unit++)
        {
            vector.Clear();
            vector[unit] = 1;
        }
    }

    /// <summary>Takes out the directions of the earlier vectors and scales to length one; false when nothing is left.</summary>
    private static bool Project(double[] vectors, Span<double> vector, int index, int length)
    {
        double before = Math.Sqrt(Dot(vector, vector));
        for (int pass = 0; pass < 2; pass++)
        {
            for (int other = 0; other < index; other++)
            {
                ReadOnlySpan<double> direction = vectors.AsSpan(other * length, length);
                double along = Dot(vector, direction);
                for (int i = 0; i < length; i++)
                {
                    vector[i] -= along * direction[i];
                }
            }
        }

        double norm = Math.Sqrt(Dot(vector, vector));
        if (!(norm > 1e-10 * before))
        {
            return false;
        }

        for (int i = 0; i < length; i++)
        {
            vector[i] /= norm;
        }

        return true;
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }
}
