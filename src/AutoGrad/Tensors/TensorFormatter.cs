namespace AutoGrad;
/// <summary>x</summary>
public sealed record TensorFormat { /// <summary>x</summary>
    public static TensorFormat Default { get; } = new(); }
internal static class TensorFormatter { public static string Format<T>(ReadOnlySpan<T> v, ReadOnlySpan<int> s, TensorFormat f) where T: unmanaged => "[" + string.Join(", ", v.ToArray()) + "]"; }
