using BenchmarkDotNet.Attributes;

namespace AutoGrad.Benchmarks;

/// <summary>The matrix product's kernel alone: square sizes and a dense layer's shapes.</summary>
[MemoryDiagnoser]
public class GemmBenchmarks
{
    private float[] left = [];
    private float[] right = [];
    private float[] output = [];

    [Params("16x16x16", "64x64x64", "256x256x256", "1024x1024x1024", "64x128x64", "128x784x512")]
    public string RowsDepthColumns { get; set; } = "";

    private int Rows { get; set; }

    private int Depth { get; set; }

    private int Columns { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int[] sizes = [.. RowsDepthColumns.Split('x').Select(int.Parse)];
        (Rows, Depth, Columns) = (sizes[0], sizes[1], sizes[2]);
        var random = new RandomStream(1);
        left = random.Normal<float>([Rows * Depth]).ToArray();
        right = random.Normal<float>([Depth * Columns]).ToArray();
        output = new float[Rows * Columns];
    }

    [Benchmark(Baseline = true)]
    public void AsTheyLie() => Gemm.Multiply<float>(left, false, right, false, output, Rows, Columns, Depth);

    [Benchmark]
    public void LeftTransposed() => Gemm.Multiply<float>(left, true, right, false, output, Rows, Columns, Depth);

    [Benchmark]
    public void RightTransposed() => Gemm.Multiply<float>(left, false, right, true, output, Rows, Columns, Depth);
}
