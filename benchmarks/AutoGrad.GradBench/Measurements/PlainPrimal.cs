using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace AutoGrad.GradBench;

/// <summary>The objectives in plain C++, compiled where this runs: what the time of a derivative is measured against.</summary>
internal sealed class PlainPrimal : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("autograd-gradbench-").FullName;

    private PlainPrimal()
    {
    }

    private string Program => Path.Combine(folder, "gradbench_primal");

    /// <summary>Compiles the program; null, with the reason on standard error, where there is no compiler.</summary>
    public static PlainPrimal? Compile()
    {
        var primal = new PlainPrimal();
        try
        {
            var source = Path.Combine(AppContext.BaseDirectory, "gradbench_primal.cpp");
            _ = Run("g++", "-std=c++17", "-O3", "-march=native", source, "-o", primal.Program);
            return primal;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            Console.Error.WriteLine($"error: the C++ primal needs g++ (Debian: apt-get install g++): {exception.Message}");
            primal.Dispose();
            return null;
        }
    }

    /// <summary>Evaluates an objective for a while: the sum of its result's elements and its least time.</summary>
    public (double Sum, double Nanoseconds) Measure(Case item, double seconds)
    {
        var file = Path.Combine(folder, "input");
        File.WriteAllBytes(file, MemoryMarshal.AsBytes<double>(Flat(item.Input)));
        var words = Run(Program, item.Eval, file, seconds.ToString(CultureInfo.InvariantCulture)).Split(' ');
        return (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>The numbers of an input in the order in which the C++ program reads them.</summary>
    private static double[] Flat(object input) => input switch
    {
        Llsq.Input i => [i.X.Length, i.N, .. i.X],
        Lse.Input i => [i.X.Length, .. i.X],
        Gmm.Input i => [i.D, i.K, i.N, i.M, i.Gamma, .. Rows(i.X), .. i.Alpha, .. Rows(i.Mu), .. Rows(i.Q), .. Rows(i.L)],
        Ode.Input i => [i.X.Length, i.S, .. i.X],
        Lstm.Input i => [
            i.MainParams.Length / 2, i.Sequence[0].Length, i.Sequence.Length, .. Rows(i.MainParams), .. Rows(i.ExtraParams), .. Rows(i.State), .. Rows(i.Sequence)],
        BundleAdjustment.Input i => [i.N, i.M, i.P, .. i.Cam, .. i.X, i.W, .. i.Feat],
        HandTracking.Input i => [
            i.Data.Model.BoneCount, i.Data.Model.BasePositions.Length, i.Data.Model.Triangles.Length, i.Data.Correspondences.Length, i.Us.Length > 0 ? 1 : 0,
            .. i.Theta, .. Rows(i.Us), .. Whole(i.Data.Correspondences), .. Rows(i.Data.Points), .. Whole(i.Data.Model.Parents),
            .. Rows([.. i.Data.Model.BaseRelatives.SelectMany(static matrix => matrix)]), .. Rows([.. i.Data.Model.InverseBaseAbsolutes.SelectMany(static matrix => matrix)]),
            .. Rows(i.Data.Model.BasePositions), .. Rows(i.Data.Model.Weights), .. i.Data.Model.Triangles.SelectMany(Whole)],
        KMeans.Input i => [i.Points.Length, i.Centroids.Length, i.Points[0].Length, .. Rows(i.Points), .. Rows(i.Centroids)],
        Determinant.Input i => [i.Ell, .. i.A],
        _ => throw new ArgumentException($"There is no C++ for {input.GetType()}.", nameof(input)),
    };

    private static IEnumerable<double> Rows(double[][] rows) => rows.SelectMany(static row => row);

    private static IEnumerable<double> Whole(int[] numbers) => numbers.Select(static number => (double)number);

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {errors.GetAwaiter().GetResult()}");
    }
}
