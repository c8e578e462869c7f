using System.Numerics;
using System.Reflection;

namespace AutoGrad.Tests;

/// <summary>
/// Every kernel over lanes in the library: its bits depend neither on the register's width nor on the element's position, NaN passes through, and the
/// output may be the input.
/// </summary>
public unsafe class LanesLoopTests
{
    private const int Longest = 40;

    public static TheoryData<string> MapKernels => Kernels(typeof(ILanesMapKernel<>));

    public static TheoryData<string> ZipKernels => Kernels(typeof(ILanesZipKernel<>));

    [Theory]
    [MemberData(nameof(MapKernels))]
    public void A_map_kernel_has_the_same_bits_at_every_width_and_position(string name)
    {
        Run(name, nameof(CheckMap), typeof(float));
        Run(name, nameof(CheckMap), typeof(double));
    }

    [Theory]
    [MemberData(nameof(ZipKernels))]
    public void A_zip_kernel_has_the_same_bits_at_every_width_and_position(string name)
    {
        Run(name, nameof(CheckZip), typeof(float));
        Run(name, nameof(CheckZip), typeof(double));
    }

    /// <summary>By reflection, so that no kernel is forgotten.</summary>
    private static TheoryData<string> Kernels(Type kind) =>
        [.. typeof(Special).Assembly.GetTypes().Where(type => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == kind))
            .Where(type => type.IsValueType).Select(type => type.FullName!).Order(StringComparer.Ordinal)];

    private static void Run(string name, string check, Type element)
    {
        Type kernel = typeof(Special).Assembly.GetType(name, true)!;
        kernel = kernel.MakeGenericType([.. kernel.GetGenericArguments().Select(_ => element)]);
        MethodInfo method = typeof(LanesLoopTests).GetMethod(check, BindingFlags.NonPublic | BindingFlags.Static)!;
        try
        {
            method.MakeGenericMethod(element, kernel).Invoke(null, [Create(kernel, element)]);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            Assert.Fail($"{name} of {element.Name}: {inner.Message}");
        }
    }

    /// <summary>Attributes of 1, so that no kernel is degenerate.</summary>
    private static object Create(Type kernel, Type element)
    {
        ConstructorInfo? constructor = kernel.GetConstructors().FirstOrDefault(c => c.GetParameters().Length > 0);
        return constructor is null
            ? Activator.CreateInstance(kernel)!
            : constructor.Invoke([.. constructor.GetParameters().Select(p => Convert.ChangeType(1, p.ParameterType, null))]);
    }

    private static void CheckMap<T, TKernel>(TKernel kernel)
        where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        where TKernel : struct, IMapKernel<T>
    {
        T[] x = Arguments<T>();
        var expected = new T[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            Map<T, TKernel, Lanes128<T>>(kernel, x.AsSpan(i, 1), expected.AsSpan(i, 1));
        }

        Assert.True(T.IsNaN(expected[0]), $"NaN gives {expected[0]}");
        for (int start = 0; start <= x.Length - Longest; start += Longest)
        {
            for (int length = 0; length <= Longest; length++)
            {
                ReadOnlySpan<T> part = x.AsSpan(start, length);
                T[] narrow = part.ToArray();
                Map<T, TKernel, Lanes128<T>>(kernel, narrow, narrow);
                AssertSame(part, expected.AsSpan(start, length), narrow);
                T[] middle = part.ToArray();
                Map<T, TKernel, Lanes256<T>>(kernel, middle, middle);
                AssertSame(part, expected.AsSpan(start, length), middle);
                T[] wide = part.ToArray();
                Map<T, TKernel, Lanes512<T>>(kernel, wide, wide);
                AssertSame(part, expected.AsSpan(start, length), wide);
                T[] driven = part.ToArray();
                MapDriver.Run(kernel, driven, driven);
                AssertSame(part, expected.AsSpan(start, length), driven);
            }
        }
    }

    private static void CheckZip<T, TKernel>(TKernel kernel)
        where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        where TKernel : struct, IZipKernel<T>
    {
        T[] y = Arguments<T>();
        T[] x = [.. y.Skip(3).Select(value => T.IsNaN(value) ? value : value / T.CreateTruncating(3)), T.One, T.Zero, -T.One];
        var expected = new T[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            Zip<T, TKernel, Lanes128<T>>(kernel, x.AsSpan(i, 1), y.AsSpan(i, 1), expected.AsSpan(i, 1));
        }

        for (int start = 0; start <= x.Length - Longest; start += Longest)
        {
            for (int length = 0; length <= Longest; length++)
            {
                ReadOnlySpan<T> part = y.AsSpan(start, length);
                T[] narrow = part.ToArray();
                Zip<T, TKernel, Lanes128<T>>(kernel, x.AsSpan(start, length), narrow, narrow);
                AssertSame(part, expected.AsSpan(start, length), narrow);
                T[] middle = part.ToArray();
                Zip<T, TKernel, Lanes256<T>>(kernel, x.AsSpan(start, length), middle, middle);
                AssertSame(part, expected.AsSpan(start, length), middle);
                T[] wide = part.ToArray();
                Zip<T, TKernel, Lanes512<T>>(kernel, x.AsSpan(start, length), wide, wide);
                AssertSame(part, expected.AsSpan(start, length), wide);
                T[] driven = part.ToArray();
                ZipDriver.Run(kernel, x.AsSpan(start, length), driven, driven);
                AssertSame(part, expected.AsSpan(start, length), driven);
            }
        }
    }

    private static void Map<T, TKernel, TLanes>(TKernel kernel, ReadOnlySpan<T> x, Span<T> output)
        where T : unmanaged
        where TKernel : struct, IMapKernel<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        fixed (T* xStart = x, outputStart = output)
        {
            LanesLoop.Map<T, TKernel, DenseOperand<T>, TLanes>(kernel, new DenseOperand<T>(xStart), outputStart, x.Length);
        }
    }

    private static void Zip<T, TKernel, TLanes>(TKernel kernel, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
        where T : unmanaged
        where TKernel : struct, IZipKernel<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        fixed (T* xStart = x, yStart = y, outputStart = output)
        {
            LanesLoop.Zip<T, TKernel, DenseOperand<T>, DenseOperand<T>, TLanes>(
                kernel, new DenseOperand<T>(xStart), new DenseOperand<T>(yStart), outputStart, x.Length);
        }
    }

    private static void AssertSame<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> expected, ReadOnlySpan<T> actual)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = expected[i] == actual[i] ? T.IsNegative(expected[i]) == T.IsNegative(actual[i]) : T.IsNaN(expected[i]) && T.IsNaN(actual[i]);
            Assert.True(same, $"element {i} of {expected.Length}, at {x[i]:R}: {actual[i]:R}, alone {expected[i]:R}");
        }
    }

    /// <summary>NaN and the edges first, then signed magnitudes over the whole exponent range, then the neighbourhood of 0.</summary>
    private static T[] Arguments<T>()
        where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        var random = new Random(20);
        double widest = typeof(T) == typeof(float) ? 127 : 1023;
        T[] edges =
        [
            T.NaN, T.Zero, T.NegativeZero, T.One, T.NegativeOne, T.PositiveInfinity, T.NegativeInfinity, T.Epsilon, -T.Epsilon,
            T.MaxValue, T.MinValue, T.CreateTruncating(88.75), T.CreateTruncating(-103.9), T.CreateTruncating(709.8), T.CreateTruncating(-745.1),
            T.CreateTruncating(1e9), T.CreateTruncating(-1e9), T.CreateTruncating(65537), T.CreateTruncating(0.75), T.CreateTruncating(0.5),
        ];
        var x = new T[Longest * 12];
        for (int i = 0; i < x.Length; i++)
        {
            double sign = random.Next(2) == 0 ? 1 : -1;
            x[i] = i < edges.Length ? edges[i] : T.CreateTruncating((i % 4) switch
            {
                0 => sign * Math.Pow(2, ((random.NextDouble() * 2) - 1) * widest),
                1 => sign * random.NextDouble(),
                _ => sign * random.NextDouble() * (i % 4 == 2 ? 10 : 110),
            });
        }

        return x;
    }
}
