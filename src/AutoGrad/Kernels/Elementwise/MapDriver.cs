namespace AutoGrad;

/// <summary>Applies a function of one number to a span; the output may be the input.</summary>
internal static unsafe class MapDriver
{
    public static void Run<T, TKernel>(TKernel kernel, ReadOnlySpan<T> x, Span<T> output)
        where T : unmanaged
        where TKernel : struct, IMapKernel<T>
    {
        KernelErrors.CheckLength("output", x.Length, output.Length);
        fixed (T* xStart = x, outputStart = output)
        {
            var item = new Item<T, TKernel>(kernel, xStart, outputStart);
            Chunks.Elements(x.Length, TKernel.IsOverLanes, item);
        }
    }

    private readonly struct Item<T, TKernel>(TKernel kernel, T* x, T* output) : IChunkItem
        where T : unmanaged
        where TKernel : struct, IMapKernel<T>
    {
        public void Invoke(int start, int length) =>
            ElementLoop.Map(kernel, new DenseOperand<T>(x + start), output + start, length);
    }
}
