using System.Numerics;

namespace AutoGrad;

/// <summary>A matrix of which only some places are held: <see cref="Values"/>[k] stands at row Pattern.Rows[k] and column Pattern.Columns[k].</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class SparseMatrix<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal SparseMatrix(SparsityPattern pattern, Tensor<T> values) => (Pattern, Values) = (pattern, values);

    /// <summary>The places.</summary>
    public SparsityPattern Pattern { get; }

    /// <summary>The values at the places, a vector; tracked like what they were computed from.</summary>
    public Tensor<T> Values { get; }

    /// <summary>The whole matrix, with zeros elsewhere.</summary>
    public Tensor<T> ToDense()
    {
        int[] places = [.. Pattern.Places().Select(place => (place.Row * Pattern.Width) + place.Column)];
        return Tensor.Zeros<T>(Pattern.Height * Pattern.Width).IndexAdd(0, Indices.Own(places, Shape.Create(places.Length)), Values).Reshape(Pattern.Height, Pattern.Width);
    }
}
