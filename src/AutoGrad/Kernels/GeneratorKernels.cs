using System.Numerics;

namespace AutoGrad;

/// <summary>y_i = start + i step.</summary>
internal readonly record struct RangeKernel<T>(T Start, T Step) : IGeneratorKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(Span<T> output)
    {
        for (var index = 0; index < output.Length; index++)
        {
            output[index] = Start + (T.CreateTruncating(index) * Step);
        }
    }
}

/// <summary>y_i = start + i (end - start) / (n - 1), with the last exactly end.</summary>
internal readonly record struct LinspaceKernel<T>(T Start, T End) : IGeneratorKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(Span<T> output)
    {
        var last = output.Length - 1;
        for (var index = 0; index < output.Length; index++)
        {
            output[index] = index == last && last > 0 ? End : Start + ((End - Start) * (T.CreateTruncating(index) / T.CreateTruncating(Math.Max(last, 1))));
        }
    }
}

/// <summary>Ones on the main diagonal of a matrix, zeros elsewhere.</summary>
internal readonly record struct EyeKernel<T>(int Columns) : IGeneratorKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(Span<T> output)
    {
        output.Clear();
        for (var index = 0; index < output.Length; index += Columns + 1)
        {
            // Below a wide matrix's last row the diagonal has ended; in a tall one it ends with the columns.
            if (index / Columns == index % Columns)
            {
                output[index] = T.One;
            }
        }
    }
}

/// <summary>One at a place, zeros elsewhere.</summary>
internal readonly record struct UnitKernel<T>(int Index) : IGeneratorKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(Span<T> output)
    {
        output.Clear();
        output[Index] = T.One;
    }
}
