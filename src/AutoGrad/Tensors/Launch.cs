using System.Numerics;

namespace AutoGrad;

/// <summary>The one door between tensors and arithmetic: a kernel value, the operands' memory, the output's memory. Spans exist only behind it.</summary>
/// <remarks>Operands and output have been checked by the op; what an inspector (check mode) wants to see, it sees here.</remarks>
internal static partial class Launch
{
    public static void Map<T, TKernel>(TKernel kernel, Tensor<T> x, Tensor<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IMapKernel<T>
    {
        if (MayWait(output) && LaunchChain<T>.TryAdd(new MapLink<T, TKernel>(kernel), output, x))
        {
            return;
        }

        MapDriver.Run(kernel, x.Read(), output.Write());
        if (Inspector.IsAttached)
        {
            Inspector.Inspect(output, x);
        }
    }

    /// <summary>Element by element over two operands, broadcast to the output's shape.</summary>
    public static void Zip<T, TKernel>(TKernel kernel, Tensor<T> x, Tensor<T> y, Tensor<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IZipKernel<T>
    {
        var shape = output.Shape;
        if (MayWait(output) && FitsChain(x, shape, y) && FitsChain(y, shape, x) && LaunchChain<T>.TryAdd(new ZipLink<T, TKernel>(kernel), output, x, y))
        {
            return;
        }

        if (x.Shape == shape && y.Shape == shape)
        {
            ZipDriver.Run(kernel, x.Read(), y.Read(), output.Write());
        }
        else
        {
            Span<int> strides = stackalloc int[2 * Shape.MaxRank];
            var xStrides = strides[..shape.Rank];
            var yStrides = strides.Slice(Shape.MaxRank, shape.Rank);
            ShapeRules.BroadcastStrides(x.Shape, shape, xStrides);
            ShapeRules.BroadcastStrides(y.Shape, shape, yStrides);
            ZipDriver.Run(kernel, x.Read(), xStrides, y.Read(), yStrides, output.Write(), shape);
        }

        if (Inspector.IsAttached)
        {
            Inspector.Inspect(output, x, y);
        }
    }

    /// <summary>Element by element over three operands, broadcast to the output's shape.</summary>
    public static void Zip3<T, TKernel>(TKernel kernel, Tensor<T> x, Tensor<T> y, Tensor<T> z, Tensor<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IZip3Kernel<T>
    {
        var shape = output.Shape;
        if (x.Shape == shape && y.Shape == shape && z.Shape == shape)
        {
            if (MayWait(output) && LaunchChain<T>.TryAdd(new Zip3Link<T, TKernel>(kernel), output, x, y, z))
            {
                return;
            }

            Zip3Driver.Run(kernel, x.Read(), y.Read(), z.Read(), output.Write());
        }
        else
        {
            Span<int> strides = stackalloc int[3 * Shape.MaxRank];
            var xStrides = strides[..shape.Rank];
            var yStrides = strides.Slice(Shape.MaxRank, shape.Rank);
            var zStrides = strides.Slice(2 * Shape.MaxRank, shape.Rank);
            ShapeRules.BroadcastStrides(x.Shape, shape, xStrides);
            ShapeRules.BroadcastStrides(y.Shape, shape, yStrides);
            ShapeRules.BroadcastStrides(z.Shape, shape, zStrides);
            Zip3Driver.Run(kernel, x.Read(), xStrides, y.Read(), yStrides, z.Read(), zStrides, output.Write(), shape);
        }

        if (Inspector.IsAttached)
        {
            Inspector.Inspect(output, x, y, z);
        }
    }

    public static void Run<T, TKernel>(TKernel kernel, Tensor<T> x, Tensor<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, ISpanKernel<T>
    {
        if (output.Rank == 0 && MayWait(x) && kernel is IFoldingKernel<T> fold && LaunchChain<T>.TryAdd(fold.Link(), output, x))
        {
            return;
        }

        kernel.Invoke(x.Read(), output.Write());
        if (Inspector.IsAttached)
        {
            Inspector.Inspect(kernel, output, x);
        }
    }

    public static void Run<T, TKernel>(TKernel kernel, Tensor<T> x, Tensor<T> y, Tensor<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, ISpanKernel2<T>
    {
        kernel.Invoke(x.Read(), y.Read(), output.Write());
        if (Inspector.IsAttached)
        {
            Inspector.Inspect(kernel, output, x, y);
        }
    }

    public static void Run<T, TKernel>(TKernel kernel, Tensor<T> x, Tensor<T> y, Tensor<T> z, Tensor<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, ISpanKernel3<T>
    {
        kernel.Invoke(x.Read(), y.Read(), z.Read(), output.Write());
        if (Inspector.IsAttached)
        {
            Inspector.Inspect(kernel, output, x, y, z);
        }
    }

    /// <summary>Runs a kernel over any number of operands, which it reads one by one.</summary>
    public static void Run<T, TKernel>(TKernel kernel, ReadOnlySpan<Tensor<T>> operands, Tensor<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IManyKernel<T>
    {
        kernel.Invoke(new Operands<T>(operands), output.Write());
        if (Inspector.IsAttached)
        {
            Inspector.Inspect(output, operands);
        }
    }

    /// <summary>Runs a kernel that reads numbers and writes integers (ArgMax, TopK).</summary>
    public static void Run<T, TKernel>(TKernel kernel, Tensor<T> x, Span<int> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IIndexKernel<T> => kernel.Invoke(x.Read(), output);

    /// <summary>Writes numbers that the host holds.</summary>
    public static void Fill<T>(ReadOnlySpan<T> values, Tensor<T> output)
        where T : unmanaged, IFloatingPointIeee754<T> => values.CopyTo(output.Write());

    /// <summary>Writes the one number of an operand everywhere.</summary>
    public static void Repeat<T>(Tensor<T> x, Tensor<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (MayWait(output) && LaunchChain<T>.TryAdd(new MapLink<T, IdentityKernel<T>>(default), output, x))
        {
            return;
        }

        output.Write().Fill(x.Read()[0]);
        if (Inspector.IsAttached)
        {
            Inspector.Inspect(output, x);
        }
    }

    /// <summary>Writes one number everywhere.</summary>
    public static void Fill<T>(T value, Tensor<T> output)
        where T : unmanaged, IFloatingPointIeee754<T> => output.Write().Fill(value);

    /// <summary>Writes what a kernel makes from nothing: a range, random numbers.</summary>
    public static void Generate<T, TKernel>(TKernel kernel, Tensor<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IGeneratorKernel<T> => kernel.Invoke(output.Write());

    public static void Copy<T>(Tensor<T> x, Tensor<T> output)
        where T : unmanaged, IFloatingPointIeee754<T> => x.Read().CopyTo(output.Write());

    /// <summary>Gathers rows, by their numbers on the first axis: batches of a dataset.</summary>
    public static void Rows<T>(Tensor<T> x, ReadOnlySpan<int> rows, Tensor<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var size = x.Shape[0];
        GatherRows.Run(x.Read(), rows, 1, size, size == 0 ? 0 : x.Length / size, output.Write());
    }

    /// <summary>An optimizer's update: reads a gradient, writes a parameter and the optimizer's state in one pass. The step's numbers are an operand.</summary>
    /// <param name="settings">The step's numbers.</param>
    /// <param name="gradient">The gradient, or that of the rows.</param>
    /// <param name="parameter">What changes.</param>
    /// <param name="states">The optimizer's state.</param>
    /// <param name="rows">The rows that change, where not all do.</param>
    public static void Update<T, TKernel>(Tensor<T> settings, Tensor<T> gradient, Tensor<T> parameter, ReadOnlySpan<Tensor<T>> states, Indices? rows = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : unmanaged, IUpdateKernel<T>
    {
        var state0 = states.Length > 0 ? states[0].Write() : default;
        var state1 = states.Length > 1 ? states[1].Write() : default;
        var state2 = states.Length > 2 ? states[2].Write() : default;
        if (rows is null)
        {
            UpdateDriver.Run<T, TKernel>(settings.Read(), gradient.Read(), parameter.Write(), state0, state1, state2);
        }
        else
        {
            UpdateDriver.RunRows<T, TKernel>(settings.Read(), gradient.Read(), rows.AsSpan(), parameter.Write(), state0, state1, state2);
        }

        if (Inspector.IsAttached)
        {
            Inspector.Inspect(parameter, gradient);
        }
    }

    /// <summary>Whether a launch is long enough to wait for others. Inspectors want to see results at once.</summary>
    private static bool MayWait<T>(Tensor<T> longest)
        where T : unmanaged, IFloatingPointIeee754<T> => longest.Length >= LaunchChain<T>.LeastLength && !Inspector.IsAttached;

    private static bool FitsChain<T>(Tensor<T> x, Shape shape, Tensor<T> other)
        where T : unmanaged, IFloatingPointIeee754<T> => x.Shape == shape || (x.Length == 1 && other.Shape == shape);

    /// <summary>Converts the element type: float to double exactly, double to float rounded to nearest.</summary>
    public static void Convert<TFrom, TTo>(Tensor<TFrom> x, Tensor<TTo> output)
        where TFrom : unmanaged, IFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IFloatingPointIeee754<TTo>
    {
        var source = x.Read();
        var target = output.Write();
        for (var index = 0; index < source.Length; index++)
        {
            target[index] = TTo.CreateTruncating(source[index]);
        }
    }
}

/// <summary>The memory of any number of operands, read one by one.</summary>
internal readonly ref struct Operands<T>(ReadOnlySpan<Tensor<T>> tensors)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<Tensor<T>> tensors = tensors;

    public int Count => tensors.Length;

    public ReadOnlySpan<T> this[int index] => tensors[index].Read();
}

/// <summary>A function of any number of operands.</summary>
internal interface IManyKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    void Invoke(Operands<T> operands, Span<T> output);
}
