using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>One step of an optimizer on each element: the parameter and up to three states change in place, the gradient is read.</summary>
/// <remarks>
/// There is a vector form only: the last elements of a span run through it too, padded with zeros, so no second formula can differ.
/// What changes from step to step comes from an operand, the settings, and never from the kernel's type: the kernel's fields are vectors only, each one setting
/// repeated, in the order in which the optimizer writes them.
/// </remarks>
internal interface IUpdateKernel<T>
    where T : unmanaged
{
    /// <summary>How many states the kernel uses, 0 to 3.</summary>
    static abstract int States { get; }

    void Invoke(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> state0, ref Vector512<T> state1, ref Vector512<T> state2);
}

/// <summary>Runs an optimizer's step over spans: one pass that reads the gradient and writes parameter and states.</summary>
internal static unsafe class UpdateDriver
{
    public static void Run<T, TKernel>(ReadOnlySpan<T> settings, ReadOnlySpan<T> gradient, Span<T> parameter, Span<T> state0, Span<T> state1, Span<T> state2)
        where T : unmanaged
        where TKernel : unmanaged, IUpdateKernel<T> => Run(Kernel<T, TKernel>(settings), gradient, parameter, state0, state1, state2);

    /// <summary>The same for some rows of the parameter and its states, each named once; the gradient holds theirs one behind the other.</summary>
    public static void RunRows<T, TKernel>(
        ReadOnlySpan<T> settings, ReadOnlySpan<T> gradient, ReadOnlySpan<int> rows, Span<T> parameter, Span<T> state0, Span<T> state1, Span<T> state2)
        where T : unmanaged
        where TKernel : unmanaged, IUpdateKernel<T>
    {
        var kernel = Kernel<T, TKernel>(settings);
        var width = rows.IsEmpty ? 0 : gradient.Length / rows.Length;
        for (var index = 0; index < rows.Length; index++)
        {
            var start = checked(rows[index] * width);
            Run(kernel, gradient.Slice(index * width, width), parameter.Slice(start, width), Row(state0), Row(state1), Row(state2));
            Span<T> Row(Span<T> state) => state.IsEmpty ? state : state.Slice(start, width);
        }
    }

    private static void Run<T, TKernel>(TKernel kernel, ReadOnlySpan<T> gradient, Span<T> parameter, Span<T> state0, Span<T> state1, Span<T> state2)
        where T : unmanaged
        where TKernel : unmanaged, IUpdateKernel<T>
    {
        KernelErrors.CheckLength("gradient", parameter.Length, gradient.Length);
        KernelErrors.CheckLength("state 0", TKernel.States > 0 ? parameter.Length : 0, state0.Length);
        KernelErrors.CheckLength("state 1", TKernel.States > 1 ? parameter.Length : 0, state1.Length);
        KernelErrors.CheckLength("state 2", TKernel.States > 2 ? parameter.Length : 0, state2.Length);
        fixed (T* read = gradient, write = parameter, first = state0, second = state1, third = state2)
        {
            var item = new Item<T, TKernel>(kernel, read, write, first, second, third);
            if (parameter.Length <= Chunks.Threshold)
            {
                item.Invoke(0, parameter.Length);
            }
            else
            {
                Chunks.Run(parameter.Length, Chunks.Length, item);
            }
        }
    }

    /// <summary>The kernel whose fields are the settings, each repeated over a vector.</summary>
    private static TKernel Kernel<T, TKernel>(ReadOnlySpan<T> settings)
        where T : unmanaged
        where TKernel : unmanaged, IUpdateKernel<T>
    {
        KernelErrors.CheckLength("settings", sizeof(TKernel) / sizeof(Vector512<T>), settings.Length);
        TKernel kernel;
        var fields = (Vector512<T>*)&kernel;
        for (var index = 0; index < settings.Length; index++)
        {
            fields[index] = Vector512.Create(settings[index]);
        }

        return kernel;
    }

    private readonly struct Item<T, TKernel>(TKernel kernel, T* gradient, T* parameter, T* state0, T* state1, T* state2) : IChunkItem
        where T : unmanaged
        where TKernel : unmanaged, IUpdateKernel<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke(int start, int length)
        {
            nint end = (nint)start + length;
            nint i = start;
            for (; i <= end - Vector512<T>.Count; i += Vector512<T>.Count)
            {
                var p = Vector512.Load(parameter + i);
                var s0 = TKernel.States > 0 ? Vector512.Load(state0 + i) : default;
                var s1 = TKernel.States > 1 ? Vector512.Load(state1 + i) : default;
                var s2 = TKernel.States > 2 ? Vector512.Load(state2 + i) : default;
                kernel.Invoke(ref p, Vector512.Load(gradient + i), ref s0, ref s1, ref s2);
                p.Store(parameter + i);
                if (TKernel.States > 0)
                {
                    s0.Store(state0 + i);
                }

                if (TKernel.States > 1)
                {
                    s1.Store(state1 + i);
                }

                if (TKernel.States > 2)
                {
                    s2.Store(state2 + i);
                }
            }

            if (i < end)
            {
                Tail(i, (int)(end - i));
            }
        }

        private void Tail(nint start, int count)
        {
            var p = Padded(parameter + start, count);
            var s0 = TKernel.States > 0 ? Padded(state0 + start, count) : default;
            var s1 = TKernel.States > 1 ? Padded(state1 + start, count) : default;
            var s2 = TKernel.States > 2 ? Padded(state2 + start, count) : default;
            kernel.Invoke(ref p, Padded(gradient + start, count), ref s0, ref s1, ref s2);
            PartialVector.Store(parameter + start, count, p);
            if (TKernel.States > 0)
            {
                PartialVector.Store(state0 + start, count, s0);
            }

            if (TKernel.States > 1)
            {
                PartialVector.Store(state1 + start, count, s1);
            }

            if (TKernel.States > 2)
            {
                PartialVector.Store(state2 + start, count, s2);
            }
        }

        private static Vector512<T> Padded(T* source, int count) => PartialVector.Load(source, count, default(T));
    }
}
