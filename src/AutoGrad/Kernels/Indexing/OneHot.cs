using System.Numerics;

namespace AutoGrad;

/// <summary>Rows that are 1 at their index and 0 elsewhere: indices of shape [n] into [n, depth].</summary>
internal static class OneHot
{
    public static void Run<T>(ReadOnlySpan<int> indices, int depth, Span<T> output)
        where T : unmanaged, INumberBase<T>
    {
        KernelErrors.CheckLength("output", (long)indices.Length * depth, output.Length);
        IndexCheck.All(indices, depth);
        output.Clear();
        for (int i = 0; i < indices.Length; i++)
        {
            output[(i * depth) + indices[i]] = T.One;
        }
    }
}
